import type { NoticeCode } from '../../conversation/message.js';
import { wake } from './log-requests.js';
import { initialCursor, openTurns, type Model, type Turn } from './model.js';
import type { ConversationOrigin } from './effect.js';
import { addNotice, begin, endUnasked, flush, isPrepared, prepare } from './turns.js';
import type { Work } from './work.js';

/* What takes turns to the server: when a connection is wanted, what is sent over it next, and that a turn is over. */

/** Sends what comes next, if its time has come; else sees to it that the time comes. */
export function proceed(work: Work): void {
  const { phase, isConsentNeeded, isDisplaced, active, waiting: [next], owesFinal, cursor } = work.model;
  if (isDisplaced || isConsentNeeded || isAtRest(work)) return;
  if (phase !== 'ready') return connect(work);
  if (active || !next || work.facts.call?.isBusy) return;
  if (!isPrepared(work, next)) return prepare(work, next);
  // What is left of the stopped reply must not mix with the next one.
  if (owesFinal) return reopen(work);
  if (cursor.counting !== undefined) return;
  if (cursor.doubts > 0 && !cursor.isGivenUp) return count(work);
  begin(work);
  work.setCursor({ isGivenUp: false });
  // A page that ends in this moment has to know, when it comes again, that this may have been sent.
  work.do({ type: 'keep', epoch: work.model.epoch });
}

/** Nobody knows how many turns are over: the log does. */
function count(work: Work): void {
  work.phase('asked');
  work.setCursor({ counting: 0 });
  wake(work, 0);
}

export function isAtRest({ model, facts }: Work): boolean {
  return openTurns(model).length === 0 && facts.call?.isHungUp !== false;
}

/** Connects, if that is not so already. */
export function connect(work: Work): void {
  if (work.model.isDisplaced) return;
  work.phase('wanted');
  const { phase } = work.model;
  if (phase !== 'ready' && phase !== 'responding') work.do({ type: 'open' });
}

/** Leaves the present connection for another one to the same conversation. */
export function reopen(work: Work): void {
  interrupt(work);
  work.phase('lost');
  work.do({ type: 'reopen' });
}

/** Talks with the server no more, until it is wanted again. */
export function disconnect(work: Work): void {
  work.set({ error: undefined, retryAt: undefined });
  interrupt(work);
  work.do({ type: 'close' });
}

/** Ends what was under way on the connection that is no more; what has come of a reply is shown. */
export function interrupt(work: Work): void {
  flush(work);
  endUnasked(work);
  if (work.model.active?.lostAt === undefined) work.setActive({ lostAt: work.facts.now });
  work.beginEpoch();
  work.set({ owesFinal: false });
}

/** While nobody looks and no reply is awaited, a connection that is lost is not sought again. */
export function setVisible(work: Work, { isVisible }: Pick<Model, 'isVisible'>): void {
  work.set({ isVisible });
  const { phase } = work.model;
  if (isVisible || !isAtRest(work) || phase === 'ready' || phase === 'failed') return;
  work.do({ type: 'close' });
  work.phase('closed');
}

/** The server knows the conversation no more: the next connection begins a new one. */
export function forgetConversation(work: Work): void {
  work.set({ cursor: initialCursor, conversationId: undefined, hasEarlier: false });
}

/** What was said stays; the next connection begins a new conversation. @param why as the person is told */
export function beginAfresh(work: Work, why: NoticeCode): void {
  forgetConversation(work);
  if (work.model.messages.length > 0) addNotice(work, { notice: why });
}

export function adopt(work: Work, conversationId: string, origin: ConversationOrigin): void {
  const isNew = work.model.conversationId !== conversationId;
  work.set({ conversationId });
  if (isNew) work.do({ type: 'keep' });
  if (isNew || origin === 'revived') work.tell({ type: 'conversation', conversationId, origin });
}

/** A turn is over, and counted. @param isReceived whether it has shown to be in the server's log */
export function afterTurn(work: Work, turn: Turn, isReceived: boolean): void {
  closeTurn(work, turn, isReceived);
  turnEnded(work);
}

export function closeTurn(work: Work, { id, deliveries, conversationId, lostAt, sentAt }: Turn, isReceived: boolean): void {
  // What happened in a conversation that is gone counts no more.
  if (conversationId !== work.model.conversationId) return;
  const reply = work.reply(id);
  const { settledTurns, owed } = work.model.cursor;
  if (isReceived) work.setCursor({ settledTurns: settledTurns + 1 });
  else if (deliveries > 0) doubt(work, lostAt ?? sentAt);
  if (reply?.status === 'done') {
    work.setCursor({ owed: 0 });
    replied(work, reply.text);
    // What the agent answered with an error gets no reply, which says nothing of those before it.
  } else if (deliveries > 0 && reply?.error?.code !== 'agent') work.setCursor({ owed: owed + 1 });
}

/** All that is over comes before this reply in the log. */
export function replied(work: Work, text: string): void {
  if (text) work.setCursor({ replyBefore: text, settledAtReply: work.model.cursor.settledTurns });
}

/** Whether the server has counted a turn only its log can tell. @param at when it was sent at the latest, in ms since the epoch */
export function doubt(work: Work, at = work.facts.now): void {
  work.setCursor({ doubts: work.model.cursor.doubts + 1, doubtAt: Math.max(at, work.model.cursor.doubtAt) });
}

/** A turn is over. */
export function turnEnded(work: Work): void {
  work.phase('answered');
  work.do({ type: 'keep' });
  proceed(work);
}
