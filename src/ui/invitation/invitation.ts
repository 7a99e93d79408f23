import { storageArea } from '../../base/storage-area.js';
import { isFloating, readConfiguration, type Problem } from '../configuration.js';
import { acceptedConsent } from './accepted-consent.js';
import type { WidgetElement } from '../widget-element.js';
import { Bubble } from './bubble.js';
import { AutessaInviteEvent, type InvitePhase } from './invite-event.js';
import { InvitationMemory } from './invitation-memory.js';
import { awaitTrigger, readDuration, readTriggers } from './invite-triggers.js';

/** How long an invitation may be, in characters: more is no invitation. */
const maximumLength = 160;
const ordinaryEvery = '7d';

const all = new WeakMap<AbortSignal, Invitation>();

/**
 * Lets the invitation of an element follow what has changed, and shows it where that is wanted.
 *
 * @param signal ends with its stay on the page; there is none where it is on no page
 * @param wasShown whether the panel was open when that was asked for
 * @param text default: what the attribute says; where it is empty, nothing is shown
 * @returns whether it is shown
 */
export async function invite(element: WidgetElement, signal: AbortSignal | undefined, wasShown: boolean, text?: string): Promise<boolean> {
  if (!signal) return false;
  const invitation = all.get(signal) ?? new Invitation(element, signal);
  all.set(signal, invitation);
  // Whoever has invited once is followed from then on.
  if (text) element.invitation ||= text;
  invitation.follow(wasShown);
  return text !== '' && invitation.show(text);
}

/**
 * Invites to talk, by a few words beside the launcher: when it is time, or when the page says so. Once on a page and not
 * again for a while, never while the panel is open or has been, and never before a consent that is needed.
 */
export class Invitation {
  readonly #element: WidgetElement;
  readonly #signal: AbortSignal;
  /** What it waits for by itself, as the attributes have it. */
  #wanted = '';
  #waiting = new AbortController();
  /** There while it is shown. */
  #shown: { readonly bubble: Bubble; readonly text: string; readonly stop: () => void } | undefined;
  #hasBeenOpen = false;

  constructor(element: WidgetElement, signal: AbortSignal) {
    this.#element = element;
    this.#signal = signal;
    signal.addEventListener('abort', () => {
      this.#waiting.abort();
      this.#hide();
    });
  }

  /** Attributes, or whether the panel is open, have changed. */
  follow(wasShown: boolean): void {
    const { invitation, inviteWhen, inviteEvery, layout } = this.#element;
    this.#hasBeenOpen ||= wasShown || this.#element.isShown;
    if (this.#hasBeenOpen || !isFloating(layout)) {
      this.#waiting.abort();
      this.#wanted = '';
      return this.#hide();
    }
    const wanted = JSON.stringify([invitation, inviteWhen, inviteEvery]);
    if (this.#wanted === wanted) return;
    this.#wanted = wanted;
    this.#waiting.abort();
    this.#waiting = new AbortController();
    if (!invitation) this.#hide();
    const triggers = inviteWhen ? readTriggers(inviteWhen) : {};
    this.#report([
      ...(triggers ? [] : ['invite-when' as const]),
      ...(readDuration(inviteEvery ?? ordinaryEvery) === undefined ? ['invite-every' as const] : []),
      ...((invitation ?? '').length > maximumLength ? ['invite' as const] : []),
    ]);
    // Nobody is watched who is not going to be invited.
    if (triggers && invitation?.trim() && !this.#isTooSoon) awaitTrigger(triggers, document, this.#waiting.signal, () => void this.show());
  }

  /** @param given default: what the attribute says @returns whether it is shown */
  async show(given: string = this.#element.invitation ?? ''): Promise<boolean> {
    const text = shortened(given.trim());
    // The attribute is gone, which has not been followed yet: one that comes back waits anew.
    if (!text) this.#wanted = '';
    const isWrong = (): boolean => !text || this.#hasBeenOpen || this.#element.isShown || !this.#element.isConnected || !isFloating(this.#element.layout) || this.#signal.aborted || this.#isTooSoon;
    if (isWrong() || !(await this.#isAgreed())) return false;
    await this.#isSeen();
    if (isWrong() || !this.#tell('shown', text)) return false;
    this.#waiting.abort();
    this.#memory.remember();
    const lifetime = new AbortController();
    const bubble = new Bubble({
      onTake: () => {
        this.#tell('taken', text);
        this.#hide();
        this.#element.show('invitation');
      },
      onDismiss: (hadFocus) => {
        this.#tell('dismissed', text);
        this.#hide();
        if (hadFocus) this.#element.renderRoot.querySelector<HTMLElement>('.launcher')?.focus();
      },
    });
    this.#shown = { bubble, text, stop: () => lifetime.abort() };
    bubble.show(this.#element, text, lifetime.signal);
    return true;
  }

  get #memory(): InvitationMemory {
    const { agentId, persist } = this.#element;
    return new InvitationMemory(String(agentId ?? ''), () => storageArea(persist));
  }

  get #isTooSoon(): boolean {
    return this.#memory.isTooSoon(readDuration(this.#element.inviteEvery ?? ordinaryEvery) ?? readDuration(ordinaryEvery)!);
  }

  #hide(): void {
    this.#shown?.bubble.remove();
    this.#shown?.stop();
    this.#shown = undefined;
  }

  #report(problems: readonly Problem[]): void {
    if (problems.length === 0) return;
    import('../problems.js').then(({ reportProblems }) => reportProblems(this.#element, problems)).catch(() => undefined);
  }

  /** @returns whether nobody prevented it */
  #tell(phase: InvitePhase, text: string): boolean {
    return this.#element.dispatchEvent(new AutessaInviteEvent({ phase, text }));
  }

  /** Whether the text that the site wants accepted has been, on an earlier page. */
  async #isAgreed(): Promise<boolean> {
    const { session } = readConfiguration(this.#element);
    if (!session?.consent) return true;
    try {
      return (await acceptedConsent(session)) === session.consent;
    } catch {
      // Nobody is let near what is kept.
      return false;
    }
  }

  /** Settles when somebody can see the page. */
  #isSeen(): Promise<void> {
    return new Promise((resolve) => {
      const seen = new AbortController();
      const look = (): void => {
        if (document.visibilityState === 'hidden' && !this.#signal.aborted) return;
        seen.abort();
        resolve();
      };
      document.addEventListener('visibilitychange', look, { signal: seen.signal });
      this.#signal.addEventListener('abort', look, { signal: seen.signal });
      look();
    });
  }
}

/** Cut between words, where it is too long. */
function shortened(text: string): string {
  if (text.length <= maximumLength) return text;
  const cut = text.slice(0, maximumLength - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), maximumLength / 2)).trimEnd()}…`;
}
