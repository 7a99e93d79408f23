import { html, type TemplateResult } from 'lit';
import type { Phase } from '../../session/core/phases.js';
import { initialSnapshot } from '../../session/snapshot.js';
import { errorText } from '../strings/strings.js';
import type { TroubleInput } from './notices/trouble.js';
import type { PanelContext } from './panel-context.js';

/** How often a countdown moves, in ms. A connection that is back sooner was never worth a word. */
const tickMs = 1_000;

/**
 * The one line for what the connection is doing, or why it does not go on. Short interruptions pass without a word; a
 * wait that the server asked for is counted down. It keeps time only while there is something to say.
 */
export class StatusLine {
  readonly #panel: PanelContext;
  readonly #onChange: () => void;
  #state: Phase = initialSnapshot.state;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isLate = false;
  /** Whether it says what stands in the way, as of the last template. */
  hasTrouble = false;
  /** What was last done besides connecting: a short interruption of that is none of it. */
  #settled: Phase = initialSnapshot.state;

  /** @param onChange the words are other ones now */
  constructor(panel: PanelContext, onChange: () => void) {
    this.#panel = panel;
    this.#onChange = onChange;
  }

  /** The session may be doing something else now. */
  update(): void {
    this.#follow(this.#panel.snapshot.state);
  }

  /** Nobody looks: keeps no time until the next update. */
  rest(): void {
    this.#follow(initialSnapshot.state);
  }

  template(trouble: Pick<TroubleInput, 'isUnusable' | 'hasVoiceFailed'>): TemplateResult {
    const { strings, notices } = this.#panel;
    const doing = this.#isLate ? this.#state : this.#settled;
    // Where not even that can be loaded, there is no network.
    const code = notices.hasFailed ? 'connection' : doing === 'limited' && doing;
    const word = doing === 'responding' || /connecting/.test(doing) ? strings[doing as 'responding'] : '';
    const told = notices.current?.troubleTemplate({ ...trouble, isLate: this.#isLate }, this.#panel);
    this.hasTrouble = !!told;
    return html`<div class="status" part="status">${told}<span role="status" .textContent=${code ? errorText(strings, code) : word}></span></div>`;
  }

  #follow(state: Phase): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#isLate = false;
    clearInterval(this.#timer);
    if (!/connecting/.test(state)) {
      this.#settled = state;
      if (state !== 'limited') return;
    }
    this.#timer = setInterval(() => {
      this.#isLate = true;
      this.#onChange();
    }, tickMs);
  }
}
