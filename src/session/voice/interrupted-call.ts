import type { Clock } from '../../base/clock.js';
import type { State } from '../../base/state.js';
import type { Persistence } from '../../storage/conversation-store.js';
import type { Network } from '../../transport/network.js';
import { callPrefix } from '../preferences.js';
import type { SessionSnapshot } from '../snapshot.js';

/*
 * A call that the person did not end is offered to be begun again, and never is by itself: browsers open no microphone
 * unasked, nor should anybody be listened to who does not expect it.
 */

/** How long after it was last on a call is offered again, in ms. */
const lapseMs = 5 * 60_000;
/** How often a call that goes on is marked, in ms: a page may end without a word. */
const markingMs = 10_000;

/** In `sessionStorage`, which is the tab's own and outlives its pages; it is cleared with what people have chosen. */
const nameOf = (conversationId: string): string => callPrefix + conversationId;

export interface MarkCallOptions {
  readonly state: State<SessionSnapshot>;
  readonly clock: Clock;
  readonly network: Network;
}

/**
 * Marks that a call is on until `signal` aborts, which is its end.
 *
 * @param isPutAway whether the page is, at that end: then the next page has to know of it
 */
export function markCall({ state, clock, network }: MarkCallOptions, signal: AbortSignal, isPutAway: () => boolean): void {
  let marked: string | undefined;
  let markedAt = -Infinity;
  const unmark = (): unknown => marked !== undefined && attempt((area) => area.removeItem(nameOf(marked!)));
  const mark = (): void => {
    const { conversationId, voiceState } = state.current;
    if (conversationId === undefined || voiceState === 'starting') return;
    if (marked !== conversationId) unmark();
    marked = conversationId;
    markedAt = clock.now();
    attempt((area) => area.setItem(nameOf(conversationId), String(markedAt)));
  };
  const isDue = (): boolean => marked !== state.current.conversationId || clock.now() - markedAt >= markingMs;
  state.subscribe(() => isDue() && mark(), { signal });
  network.onHide(mark, signal);
  signal.addEventListener('abort', () => isPutAway() || unmark());
}

/** The agent has hung up: offers to call again. */
export function offerCallAgain({ state }: Pick<OfferCallOptions, 'state'>): void {
  const { conversationId } = state.current;
  if (conversationId === undefined) return;
  const forget = (): void => state.patch({ interruptedCall: undefined });
  state.patch({ interruptedCall: Object.freeze({ conversationId, endedBy: 'agent', forget }) });
}

export interface OfferCallOptions {
  readonly state: State<SessionSnapshot>;
  readonly persist: Persistence;
  readonly clock: Clock;
}

/** Offers the call that was on when the last page in this tab ended, if that was in this conversation a moment ago. */
export function offerInterruptedCall({ state, persist, clock }: OfferCallOptions): void {
  const { conversationId, voiceState } = state.current;
  if (conversationId === undefined || voiceState !== 'off' || persist === 'none') return;
  const name = nameOf(conversationId);
  const markedAt = attempt((area) => area.getItem(name));
  if (markedAt == null) return;
  const forget = (): void => {
    attempt((area) => area.removeItem(name));
    state.patch({ interruptedCall: undefined });
  };
  const age = clock.now() - Number(markedAt);
  if (age >= 0 && age < lapseMs) state.patch({ interruptedCall: Object.freeze({ conversationId, endedBy: 'reload', forget }) });
  else forget();
}

/** Where the browser blocks its storages, or they are full, nothing is offered. */
function attempt<T>(action: (area: Storage) => T): T | undefined {
  try {
    return action(sessionStorage);
  } catch {
    return undefined;
  }
}
