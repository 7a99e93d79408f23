import { afterTurn, doubt, turnEnded } from './delivery.js';
import type { CallsEvent } from './event.js';
import { createTurn } from './model.js';
import { end, fail } from './turns.js';
import type { Work } from './work.js';

/** What a call does, which goes over the same connection. */
export function callEvents(work: Work, event: CallsEvent): void {
  switch (event.type) {
    case 'phase':
      return work.phase(event.event);
    case 'trouble':
      return work.set({ error: event.error, retryAt: event.retryAt });
    case 'spoken':
      return openSpoken(work, event);
    case 'show':
      return work.show(event.messages);
    case 'over':
      return end(work, event.apply);
    case 'fail':
      return fail(work, event.error);
    case 'turn-ended':
      return event.turn ? afterTurn(work, event.turn, event.isReceived === true) : turnEnded(work);
    case 'detoured':
      work.setActive({ deliveries: 0 });
      return doubt(work);
    case 'recounted':
      return work.setCursor({ settledTurns: Math.max(work.model.cursor.settledTurns, event.users), doubts: 0 });
    case 'free':
      return work.set({ owesFinal: false });
  }
}

/** A turn that was said aloud begins. */
function openSpoken(work: Work, { message, position }: Extract<CallsEvent, { readonly type: 'spoken' }>): void {
  work.show(work.model.messages.toSpliced(position, 0, Object.freeze(message)));
  work.set({ active: createTurn(message) });
  // Whether the server counts it only its log can tell.
  doubt(work);
  work.phase('asked');
  work.do({ type: 'keep' });
}
