import { html, nothing, type TemplateResult } from 'lit';
import { adoptStyles } from '../../adopt-styles.js';
import { LazyPart } from '../../lazy-part.js';
import { errorText } from '../../strings/strings.js';
import type { TranslationLoader } from '../../strings/translation-loader.js';
import type { PanelContext } from '../panel-context.js';
import type { PanelParts } from '../panel-parts.js';
import type * as views from './notice-views.js';

export type NoticeViews = typeof views;

/** What most conversations never show: its views, their styles and their strings come with the first of it. */
export class Notices extends LazyPart<NoticeViews> {
  readonly #translations: TranslationLoader;
  readonly #onChange: () => void;

  /** @param onChange the views, or another translation, are there; or the views could not be loaded */
  constructor(root: ShadowRoot, translations: TranslationLoader, onChange: () => void) {
    super(async () => {
      const [loaded] = await Promise.all([import('./notice-views.js'), translations.load()]);
      adoptStyles(root, loaded.noticesStyles);
      return loaded;
    }, onChange);
    this.#translations = translations;
    this.#onChange = onChange;
  }

  /** The views, which are asked for where they are not there yet. */
  get #wanted(): NoticeViews | undefined {
    if (!this.current) this.request();
    return this.current;
  }

  /** Loads the views, and all strings of the language. Rejects where the views cannot be loaded; the next call tries again. */
  override async load(): Promise<NoticeViews> {
    const loaded = await super.load();
    // The first time they have come with all strings; another language may have been chosen since.
    if (await this.#translations.load()) this.#onChange();
    return loaded;
  }

  /** What the person has to accept before anything else. @param onDecline `undefined` where the panel cannot be left */
  consentTemplate(panel: PanelParts, onDecline: (() => void) | undefined): TemplateResult {
    return html`<div class="consent" part="consent" tabindex="-1">
      ${this.#wanted?.consentTemplate(panel, onDecline) ?? (this.hasFailed ? errorText(panel.strings, 'connection') : nothing)}
    </div>`;
  }

  /** What a person might say first: nothing where there is none, or it cannot be loaded; `undefined` where it is yet to come. */
  suggestionsTemplate(panel: PanelContext): TemplateResult | typeof nothing | undefined {
    const suggestions: unknown = panel.element.suggestions;
    if (!Array.isArray(suggestions) || !suggestions[0]) return nothing;
    return this.#wanted?.suggestionsTemplate(suggestions, panel) ?? (this.hasFailed ? nothing : undefined);
  }

  /** How many characters may be added to a message, or are too many. */
  limitTemplate(left: number, panel: PanelContext): TemplateResult | number {
    return this.#wanted?.limitTemplate(left, panel) ?? left;
  }
}
