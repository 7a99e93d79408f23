import { html, type nothing, type TemplateResult } from 'lit';
import type { Strings } from '../strings/strings.js';
import { header } from './header.js';

export interface PanelTemplateModel {
  readonly strings: Strings;
  /** BCP 47 */
  readonly language: string;
  /** The agent's picture. */
  readonly avatar: TemplateResult;
  /** `undefined` where the panel is always open. */
  readonly onClose: (() => void) | undefined;
  /** What scrolls. */
  readonly logPane: HTMLElement;
  readonly status: TemplateResult;
  /** Whether that says what stands in the way of all messages. */
  readonly hasTrouble: boolean;
  /** Where it has to be accepted first, it takes the place of all that can be done. */
  readonly consent: TemplateResult | undefined;
  /** The call. */
  readonly voice: HTMLElement | typeof nothing;
  readonly composer: HTMLElement;
  /** What is said to people who do not see the panel. */
  readonly announcer: HTMLElement;
}

/** The panel from top to bottom: a dialog where it floats, a part of the page where it does not. */
export function panelTemplate(model: PanelTemplateModel): TemplateResult {
  const { strings, language, avatar, onClose, logPane, status, hasTrouble, consent, voice, composer, announcer } = model;
  return html`<section
    class="panel ${hasTrouble ? 'has-trouble' : ''}"
    part="panel"
    role=${onClose ? 'dialog' : 'region'}
    aria-label=${strings.heading}
    lang=${language}
    dir=${strings.direction}
  >
    ${header({ strings, avatar, onClose })}
    <div class="body">${logPane} ${status}</div>
    ${consent ?? html`${voice} ${composer}`}
    <slot name="footer"></slot>
    ${announcer}
  </section>`;
}
