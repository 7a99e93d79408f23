import { withoutTurn } from '../../conversation/reduce.js';
import { afterTurn, disconnect, doubt, reopen, turnEnded } from './delivery.js';
import type { CallsEvent } from './event.js';
import { takeCount } from './log-question.js';
import { createTurn } from './model.js';
import { end, endWith, fail } from './turns.js';
import type { Handlers, Work } from './work.js';

/** What a call does, which goes over the same connection. */
export const callEvents: Handlers<CallsEvent> = {
  disconnect,
  reopen,
  phase: (work, { event }) => work.phase(event),
  trouble: (work, { error, retryAt }) => work.set({ error, retryAt }),
  spoken: openSpoken,
  received: (work, { transcription }) => work.setActive({ isReceived: true, transcription }),
  show: (work, { messages }) => work.show(messages),
  over: (work, { reply }) => endWith(work, reply),
  withdrawn: (work) => end(work, withoutTurn),
  fail: (work, { error }) => fail(work, error),
  'turn-ended': (work, { turn, isReceived }) => (turn ? afterTurn(work, turn, isReceived === true) : turnEnded(work)),
  'sent-by-rest'(work) {
    work.setActive({ deliveries: 0 });
    doubt(work);
  },
  recounted: (work, { meaning }) => takeCount(work, meaning),
  free: (work) => work.set({ owesFinal: false }),
};

/** A turn that was said aloud begins. */
function openSpoken(work: Work, { message, position }: Extract<CallsEvent, { readonly type: 'spoken' }>): void {
  work.show(work.model.messages.toSpliced(position, 0, Object.freeze(message)));
  work.set({ active: createTurn(message) });
  // Whether the server counts it only its log can tell.
  doubt(work);
  work.phase('asked');
  work.do({ type: 'keep' });
}
