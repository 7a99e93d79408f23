import { AgentError } from '../../base/errors.js';
import { byId } from '../../conversation/answered.js';
import { isAskable } from '../../conversation/askable.js';
import { findMessage, isFinished, positionOf, replyId, replyOf, type Message } from '../../conversation/message.js';
import { withoutReply } from '../../conversation/reduce.js';
import { disconnect, forgetConversation } from './delivery.js';
import type { ConversationEvent } from './event.js';
import { createTurn, initialCursor, openTurns, type Model, type Turn } from './model.js';
import { stop } from './stopping.js';
import { addNotice, dropWaiting, enqueue, releaseAll, takeBack } from './turns.js';
import type { Handlers, Work } from './work.js';

/* The conversation as a whole: how it is taken up, left, and handed over to another tab. */

type Of<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { readonly type: Type }>;

/** What is done with the conversation, beside what is said in it. */
export const conversation: Handlers<ConversationEvent> = {
  retry: askAgain,
  cancel: (work, { id }) => cancel(work, id),
  leave: (work, { how }) => leave(work, how),
  'taken-up': takeUp,
  earlier: showEarlier,
  follow,
  lead(work) {
    work.set({ isDisplaced: false });
    clear(work);
    work.phase('reset');
  },
  followed(work, { type: _type, ...shared }) {
    work.set(shared);
  },
};

/**
 * The message that can be asked once more: it failed, was stopped, or was answered by nothing.
 *
 * @param id of the user's message, or of its reply
 */
export function messageToAskAgain(model: Model, id: string): Message | undefined {
  const { messages } = model;
  const message = findMessage(messages, findMessage(messages, id)?.turn ?? '');
  // It may be under way, or wait.
  if (!message || openTurns(model).some((turn) => turn.id === message.id)) return undefined;
  const { status, text } = replyOf(messages, message.id) ?? message;
  if (status !== 'failed' && status !== 'stopped' && (status !== 'done' || text)) return undefined;
  return status === 'stopped' && !isAskable(message) ? undefined : message;
}

/** Puts a turn at the end of the queue once more, where that can be. */
function askAgain(work: Work, { id, message, variables }: Of<'retry'>): void {
  const known = messageToAskAgain(work.model, id);
  if (!known) return;
  const { messages } = work.model;
  const { shownBefore: _shownBefore, input: _input, ...shown } = known;
  const shownBefore = Object.freeze([Object.freeze(shown), ...messages.filter(({ id: each, turn }) => turn === known.id && each !== turn)]);
  const remaining = withoutReply(messages, known.id);
  const { error: _error, ...said } = message ?? known;
  const waiting: Message = Object.freeze({ ...said, status: 'waiting', at: work.facts.now, shownBefore });
  work.show(remaining.with(positionOf(remaining, known.id), waiting));
  enqueue(work, createTurn(waiting, variables));
}

/** Takes back a message that waits for its turn: it is gone from the page, or shown as before it was asked once more. */
function cancel(work: Work, id: string): void {
  const turn = work.waiting(id);
  if (!turn) return;
  takeBack(work, turn, AgentError.aborted());
  const { messages } = work.model;
  const position = positionOf(messages, id);
  const { shownBefore = [], input } = messages[position]!;
  work.show(messages.toSpliced(position, 1, ...shownBefore));
  if (input) work.change(id, { input });
  work.do({ type: 'keep' });
}

/** The next message begins a new conversation. */
function leave(work: Work, how: Of<'leave'>['how']): void {
  if (how !== 'cleared') stop(work, {});
  if (how === 'ended') {
    dropWaiting(work, AgentError.aborted());
    addNotice(work, { notice: 'conversation-ended' });
  }
  if (how === 'version-changed' && work.model.messages.length > 0) addNotice(work, { notice: how });
  disconnect(work);
  forgetConversation(work);
  work.phase(how === 'ended' ? 'ended' : 'reset');
  if (how === 'cleared') clear(work);
}

function clear(work: Work): void {
  releaseAll(work, AgentError.aborted());
  work.show([]);
}

/** Shows what was stored, with the turns that it leaves open: these wait, and the first may be under way. */
function takeUp(work: Work, { type: _type, conversationId, messages, variables, hasEarlier, ...known }: Of<'taken-up'>): void {
  const { isCounted, ...counted } = known;
  const doubts = isCounted ? {} : { doubts: 1, doubtAt: work.facts.now };
  work.set({ conversationId, hasEarlier, cursor: { ...initialCursor, ...counted, ...doubts } });
  // What is typed before the storage has answered comes after it; it may be there already.
  const before = messages.filter(({ id }) => positionOf(work.model.messages, id) < 0);
  work.show([...before, ...work.model.messages]);
  const all = byId(messages);
  const open = before.filter((message) => message.role === 'user' && isOpen(message, all.get(replyId(message.id))));
  const underWay = open.find(({ status }) => status !== 'waiting');
  const turnOf = (message: Message): Turn => createTurn(message, variables?.get(message.id));
  // It may have been handed to a socket.
  if (underWay) work.set({ active: { ...turnOf(underWay), deliveries: 1, isReceived: positionOf(messages, replyId(underWay.id)) >= 0 } });
  work.set({ waiting: [...open.filter((message) => message !== underWay).map(turnOf), ...work.model.waiting] });
}

/** Whether a message has yet to be answered. */
function isOpen(message: Message, reply: Message | undefined): boolean {
  return !isFinished(message) || (message.status === 'sent' && (!reply || !isFinished(reply)));
}

/** What the server's log has before what is shown. */
function showEarlier(work: Work, { messages, position }: Of<'earlier'>): void {
  work.set({ hasEarlier: false });
  work.show(work.model.messages.toSpliced(position, 0, ...messages));
}

/** Another tab talks with the server from now on: turns go on there. */
function follow(work: Work): void {
  work.set({ isDisplaced: false });
  disconnect(work);
  releaseAll(work);
}
