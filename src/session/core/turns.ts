import { AgentError } from '../../base/errors.js';
import { createMessage, isSendable, positionOf, type Message, type MessageError, type Messages, type NoticeCode } from '../../conversation/message.js';
import { appendToReply, endReply, withoutReply, type ReplyEnd } from '../../conversation/reduce.js';
import { addedTranscription } from '../../conversation/transcription.js';
import type { MultimodalOutput } from '../../protocol/content.js';
import type { SaidEvent } from './event.js';
import { createTurn, openTurns, type Turn } from './model.js';
import type { Work } from './work.js';

/*
 * Whose turn it is, and what has been said: one turn is under way at a time, the others wait in the order in which they
 * were typed. Streamed text is gathered, and shown with a frame.
 */

/** Puts what the person said at the end of the queue. */
export function add(work: Work, { id, input, variables, context }: SaidEvent): void {
  const message = createMessage(id, input, work.facts.now, context);
  work.show([...work.model.messages, message]);
  enqueue(work, createTurn(message, variables));
}

export function enqueue(work: Work, turn: Turn): void {
  work.set({ waiting: [...work.model.waiting, turn] });
  prepare(work, turn);
}

/** Makes of what the person said what can be sent, where it is not that yet; and what is to be answered aloud needs somebody who does so. */
export function prepare(work: Work, turn: Turn): void {
  if (turn.isPreparing || isPrepared(work, turn)) return;
  const preparing = { ...turn, isPreparing: true };
  replace(work, preparing);
  work.do({ type: 'prepare', turn: preparing });
}

export function isPrepared({ facts }: Work, { input }: Turn): boolean {
  return input.every(isSendable) && !facts.needsPlayback;
}

/** Changes a waiting turn. */
export function replace(work: Work, turn: Turn): void {
  work.set({ waiting: work.model.waiting.map((each) => (each.id === turn.id ? turn : each)) });
}

/** Says something of the widget's own. */
export function addNotice(work: Work, { notice }: { readonly notice: NoticeCode }): void {
  insert(work, { id: work.facts.newId(), role: 'notice', text: '', status: 'done', at: work.facts.now, notice });
}

/** Shows a message that belongs to no turn, before what has yet to be answered. */
export function insert(work: Work, message: Message): void {
  const { messages } = work.model;
  const open = positionOf(messages, openTurns(work.model)[0]?.id ?? '');
  work.show(messages.toSpliced(open < 0 ? Infinity : open, 0, Object.freeze(message)));
}

/** Begins the next turn: its message is being sent. */
export function begin(work: Work): void {
  const { conversationId, waiting: [turn, ...waiting], cursor } = work.model;
  if (!turn) return;
  work.set({ waiting, active: { ...turn, conversationId, cursor, deliveries: turn.deliveries + 1, lostAt: undefined, sentAt: work.facts.now } });
  work.change(turn.id, { status: 'sending', conversationId });
}

/** The active turn never arrived: it comes first again, and what there was of a reply is gone. @param undelivered so many of its deliveries were none */
export function putBack(work: Work, undelivered = 0): void {
  const { active, messages, waiting } = work.model;
  if (!active) return;
  work.do({ type: 'release', turn: active.id });
  work.set({ active: undefined });
  work.beginEpoch();
  takeGathered(work);
  work.show(withoutReply(messages, active.id));
  work.change(active.id, { status: 'waiting', conversationId: work.message(active.id)?.shownBefore?.[0]?.conversationId });
  work.set({ waiting: [{ ...active, deliveries: active.deliveries - undelivered, isReceived: false, transcription: undefined }, ...waiting] });
}

/** A piece of the active turn's reply; what still comes of one that is over is dropped. */
export function stream(work: Work, output: MultimodalOutput): void {
  const { gathered } = work.model;
  const active = work.asked;
  if (!active) return;
  const isText = output.outputType === 'TEXT';
  const added = isText ? output.content : addedTranscription(active.transcription, output.transcription);
  // A chunk may come without words.
  if (!isText) work.setActive({ isReceived: true, transcription: output.transcription.trim() ? output.transcription : active.transcription ?? '' });
  else if (!active.isReceived) work.setActive({ isReceived: true });
  if (!added) return;
  if (!gathered) work.do({ type: 'frame' });
  work.set({ gathered: gathered + added });
}

/** Shows what has gathered. */
export function flush(work: Work): void {
  const { active, messages } = work.model;
  const gathered = takeGathered(work);
  if (active && gathered) work.show(appendToReply(messages, active.id, gathered, work.facts.now));
}

/** @returns what has gathered, of which nothing is left */
function takeGathered(work: Work): string {
  const { gathered } = work.model;
  if (gathered) work.set({ gathered: '' });
  return gathered;
}

/** Ends the active turn. @param apply does so with its messages */
export function end(work: Work, apply: (messages: Messages, turn: string, at: number) => Messages, error?: AgentError): void {
  const turn = work.model.active;
  if (!turn) return;
  flush(work);
  work.set({ active: undefined });
  work.beginEpoch();
  work.show(apply(work.model.messages, turn.id, work.facts.now));
  const { shownBefore } = work.message(turn.id) ?? {};
  work.change(turn.id, { status: 'sent', ...(shownBefore && { shownBefore: undefined }) });
  for (const { id, turn: turnId } of work.model.messages) if (turnId === turn.id && id !== turnId) work.tellFinished(id);
  const reply = work.reply(turn.id);
  const failure = reply?.error;
  work.do({ type: 'release', turn: turn.id, reply, error: failure && (error ?? new AgentError(failure.code, failure.message, failure)) });
}

/** Ends what the agent says of its own accord, where its end has not been told. */
export function endUnasked(work: Work): void {
  const { unaskedAt } = work.model;
  if (unaskedAt === undefined) return;
  work.set({ unaskedAt: undefined });
  work.do({ type: 'unasked', message: unaskedAt });
}

/** Ends the active turn's reply as it is. */
export function endWith(work: Work, reply: ReplyEnd, error?: AgentError): void {
  end(work, (messages, turn, at) => endReply(messages, turn, reply, at), error);
}

/** The active turn cannot be answered. What was streamed stays, and can be asked again. */
export function fail(work: Work, error: AgentError): void {
  endWith(work, { status: 'failed', error: asMessageError(error) }, error);
}

/** A turn waits no more; whoever waits for its reply is told why. */
export function takeBack(work: Work, turn: Turn, error: AgentError): void {
  work.set({ waiting: work.model.waiting.filter(({ id }) => id !== turn.id) });
  work.do({ type: 'release', turn: turn.id, error });
}

/** A waiting turn was not delivered, and says so. */
export function drop(work: Work, turn: Turn, error: AgentError): void {
  takeBack(work, turn, error);
  work.change(turn.id, { status: 'failed', error: asMessageError(error), progress: undefined });
  work.tellFinished(turn.id);
}

/** All that waits was not delivered, and says so. */
export function dropWaiting(work: Work, error: AgentError): void {
  for (const turn of work.model.waiting) drop(work, turn, error);
}

/** Lets go of all turns. @param error what whoever waits for a reply is told; nothing where they go on elsewhere */
export function releaseAll(work: Work, error?: AgentError): void {
  for (const { id } of openTurns(work.model)) work.do({ type: 'release', turn: id, error });
  work.set({ active: undefined, waiting: [] });
  takeGathered(work);
}

function asMessageError({ code, message, retryable }: AgentError): MessageError {
  return Object.freeze({ code, message, retryable });
}
