import type { AgentSession } from '../../session/agent-session.js';
import type { AutessaAgentElement } from '../element.js';
import type { LaterStrings, Strings } from '../strings/strings.js';
import type { Extras } from './extras/extras.js';

/** Loads what only a conversation needs that has begun: as soon as something has come of it, and not before. */
export class ExtrasHost {
  readonly #loadWords: () => Promise<unknown>;
  readonly #place: [element: AutessaAgentElement, container: HTMLElement, signal: AbortSignal];
  #extras: Extras | undefined;
  #isLoading = false;
  #newest: [session: AgentSession | undefined, strings: Strings] | undefined;

  constructor(loadWords: () => Promise<unknown>, ...place: [element: AutessaAgentElement, container: HTMLElement, signal: AbortSignal]) {
    this.#loadWords = loadWords;
    this.#place = place;
  }

  /** The conversation, the words or the settings are other ones now. */
  update(session: AgentSession | undefined, strings: Strings): void {
    this.#newest = [session, strings];
    if (this.#extras) this.#extras.update(session, strings as Strings & LaterStrings);
    else if (!this.#isLoading && session?.snapshot.messages.some(({ status }) => status === 'done')) void this.#load(session);
  }

  async #load(session: AgentSession): Promise<void> {
    this.#isLoading = true;
    // Whoever waits for the reply comes first.
    await session.open();
    // Offline it cannot be had; the next change tries again.
    const [loaded] = await Promise.all([import('./extras/extras.js'), this.#loadWords()]).catch(() => []);
    this.#isLoading = false;
    if (!loaded || this.#place[2].aborted) return;
    const [newestSession, strings] = this.#newest!;
    this.#extras = new loaded.Extras(...this.#place, strings as Strings & LaterStrings);
    this.update(newestSession, strings);
  }
}
