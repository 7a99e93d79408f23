import type { AgentSession } from '../../session/agent-session.js';
import type { Strings } from '../strings/strings.js';
import type { AttachmentsHost } from './attachments/attachments-host.js';
import type { Extras } from './extras/extras.js';

/**
 * Loads what only a conversation needs that has begun: as soon as something has come of it, or somebody scrolls in it,
 * and not before.
 */
export class ExtrasHost {
  readonly #place: ConstructorParameters<typeof Extras>;
  #extras: Extras | undefined;
  #isLoading = false;

  /** @param place its first is called when `update` is to be called */
  constructor(...place: ConstructorParameters<typeof Extras>) {
    this.#place = place;
  }

  /** Audio that waits to be sent. */
  get attachments(): AttachmentsHost | undefined {
    return this.#extras?.attachments;
  }

  /** The conversation, the words or the settings are other ones now. */
  update(session: AgentSession | undefined, strings: Strings): void {
    const [, , , , { isFollowing }] = this.#place;
    if (this.#extras) this.#extras.update(session, strings);
    else if (!this.#isLoading && session?.snapshot.messages.some(({ status }) => !isFollowing || status === 'done')) void this.#load(session);
  }

  async #load(session: AgentSession): Promise<void> {
    const [onChange, , , { loadRare, signal }] = this.#place;
    this.#isLoading = true;
    try {
      // Whoever waits for the reply comes first.
      await session.open();
      const [{ Extras }] = await Promise.all([import('./extras/extras.js'), loadRare()]);
      if (!signal.aborted) this.#extras = new Extras(...this.#place);
      onChange();
    } catch {
      // Offline it cannot be had; the next change tries again.
      this.#isLoading = false;
    }
  }
}
