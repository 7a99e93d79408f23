import { closed, displaced, handed, logUnavailable, lost, opened, refused, send, unprepared, unsendable } from './connection.js';
import { adopt, beginAfresh, connect, proceed, setVisible } from './delivery.js';
import type { SessionEffect } from './effect.js';
import type { CommonEvent, SessionCoreEvent } from './event.js';
import { receive } from './incoming.js';
import type { Model } from './model.js';
import { dispose, stop } from './stopping.js';
import { add, addNotice, flush } from './turns.js';
import { Work, type Facts, type Handlers } from './work.js';

/** What is done with each event, but for those that most conversations never have: see `Facts`. */
const handlers: Handlers<CommonEvent> = {
  said: add,
  stop,
  connect,
  visible: setVisible,
  consent: (work, { isNeeded }) => work.set({ isConsentNeeded: isNeeded }),
  proceed,
  displaced,
  dispose,
  opened,
  lost,
  offline: lost,
  limited: lost,
  refused,
  closed,
  'begin-afresh': (work, { why }) => beginAfresh(work, why),
  created: (work, { conversationId }) => adopt(work, conversationId, 'created'),
  message: (work, { message }) => receive(work, message),
  kept: send,
  handed,
  unsendable,
  change(work, { id, changes, isFinished }) {
    work.change(id, changes);
    if (isFinished) work.tellFinished(id);
  },
  unprepared,
  frame: flush,
  flush,
  'log-unavailable': logUnavailable,
  notice: addNotice,
};

/**
 * The whole session: what happened changes what is known, and asks for what is to be done. Pure and synchronous: time,
 * ids and what is so outside are handed in.
 */
export function step(model: Model, event: SessionCoreEvent, facts: Facts): { readonly model: Model; readonly effects: readonly SessionEffect[] } {
  const work = new Work(model, facts);
  const all: Facts['handlers'] = handlers;
  const handle = (all[event.type] ?? facts.handlers[event.type]) as ((work: Work, event: SessionCoreEvent) => void) | undefined;
  // What comes for an epoch that is over is not wanted any more.
  if (!model.isOver && !('epoch' in event && event.epoch !== model.epoch)) handle?.(work, event);
  return work;
}
