import { closed, displaced, handed, logUnavailable, lost, opened, prepared, refused, send, unsendable } from './connection.js';
import { adopt, connect, disconnect, proceed, reopen, setVisible } from './delivery.js';
import type { SessionEffect } from './effect.js';
import type { SessionCoreEvent } from './event.js';
import { receive } from './incoming.js';
import type { Model } from './model.js';
import { dispose, stop } from './stopping.js';
import { add, addNotice, flush } from './turns.js';
import { Work, type Facts } from './work.js';

/**
 * The whole session: what happened changes what is known, and asks for what is to be done. Pure and synchronous: time,
 * ids and what is so outside are handed in.
 */
export function step(model: Model, event: SessionCoreEvent, facts: Facts): { readonly model: Model; readonly effects: readonly SessionEffect[] } {
  const work = new Work(model, facts);
  // What comes for an epoch that is over is not wanted any more.
  if (!model.isOver && !('epoch' in event && event.epoch !== model.epoch)) take(work, event);
  return work;
}

function take(work: Work, event: SessionCoreEvent): void {
  switch (event.type) {
    case 'said':
      return add(work, event);
    case 'stop':
      return stop(work, event.status);
    case 'connect':
      return connect(work);
    case 'disconnect':
      return disconnect(work);
    case 'reopen':
      return reopen(work);
    case 'visible':
      return setVisible(work, event.isVisible);
    case 'consent':
      return work.set({ isConsentNeeded: event.isNeeded });
    case 'proceed':
      return proceed(work);
    case 'displaced':
      return displaced(work, event.error);
    case 'dispose':
      return dispose(work);
    case 'opened':
      return opened(work, event.status);
    case 'lost':
    case 'offline':
    case 'limited':
      return lost(work, event);
    case 'refused':
      return refused(work, event.error);
    case 'closed':
      return closed(work);
    case 'created':
      return adopt(work, event.conversationId, 'created');
    case 'message':
      return receive(work, event.message);
    case 'kept':
      return send(work);
    case 'handed':
      return handed(work, event.isHanded);
    case 'unsendable':
      return unsendable(work, event.error);
    case 'change':
      work.change(event.id, event.changes);
      return event.isFinished ? work.tellFinished(event.id) : undefined;
    case 'prepared':
    case 'unprepared':
      return prepared(work, event.turn, event.type === 'prepared' ? event.input : event.error);
    case 'frame':
    case 'flush':
      return flush(work);
    case 'log-unavailable':
      return logUnavailable(work, event.error);
    case 'notice':
      return addNotice(work, event.notice);
    default:
      return (work.facts.handlers[event.type] as ((work: Work, event: SessionCoreEvent) => void) | undefined)?.(work, event);
  }
}
