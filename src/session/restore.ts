import { emptyRecord } from '../storage/check-record.js';
import { maximumMessages, type ConversationRecord } from '../storage/conversation-record.js';
import { isFinished, positionOf, replyId, type Message, type Messages, type NoticeCode } from '../conversation/message.js';
import type { CustomVersion } from '../protocol/content.js';
import type { ConversationStore } from '../storage/conversation-store.js';
import type { Delivery } from './delivery.js';
import type { TurnQueue } from './turn-queue.js';
import type { ConversationPersistence, PersistenceOptions } from './persistence.js';
import { lookUpConversation } from './recovery.js';
import { createTurn } from './turn.js';
import { offerInterruptedCall } from './voice/interrupted-call.js';

/* Taking up a conversation that was there before. Loaded where one is stored, or where the site names one. */

/** How long a reload waits for the server to say whether it knows the conversation, in ms. */
const checkPatienceMs = 5_000;

/** Shows what was stored, asks the server about it, and connects. Never rejects. */
export async function restore(
  stored: ConversationRecord | undefined,
  persistence: ConversationPersistence,
  store: ConversationStore,
  options: PersistenceOptions,
): Promise<void> {
  const { state, signal, conversationId: given, delivery } = options;
  const record = stored ? { ...stored, messages: withWholeTurns(afterCall(stored.messages)) } : emptyRecord;
  if (signal.aborted) {
    // What was typed in the moment between stays with what was there.
    const messages = [...record.messages, ...state.current.messages];
    if (messages.length > record.messages.length) await store.write({ ...record, messages });
    return;
  }
  const isKept = given === undefined || given === record.conversationId;
  const conversationId = given ?? record.conversationId;
  persistence.accept(record.consent);
  if (isKept) takeUp(record, delivery());
  state.patch({ conversationId, hasEarlier: isKept && (stored?.messages.length ?? 0) >= maximumMessages });
  const { version } = delivery().options.settings();
  if (isKept && conversationId !== undefined && !isSameVersion(record.agentVersion, version)) beginAfresh('version-changed', options);
  offerInterruptedCall(options);
  persistence.becomeReady();
  if (conversationId === undefined || state.current.conversationId === undefined || state.current.isConsentNeeded) return;
  await check(conversationId, !isKept || record.messages.length === 0, options);
  if (!signal.aborted && state.current.conversationId !== undefined) delivery().connect();
}

/** What was said stays; the next connection begins a new conversation. @param why as the person is told */
function beginAfresh(why: NoticeCode, { turns, delivery }: PersistenceOptions): void {
  delivery().forgetConversation();
  if (turns.messages.length > 0) turns.addNotice(why);
}

function isSameVersion(one: CustomVersion = {}, other: CustomVersion = {}): boolean {
  return one.versionState === other.versionState && one.versionNumber === other.versionNumber;
}

/** Goes on with what a record holds. */
export function takeUp({ conversationId, messages, settledTurns, isCounted }: ConversationRecord, { cursor, options }: Delivery): void {
  cursor.reset(settledTurns, isCounted);
  takeUpTurns(messages, options.turns);
  options.state.patch({ conversationId });
}

/** Shows messages, with the turns that they leave open: these wait, and the first may be under way. */
function takeUpTurns(messages: Messages, turns: TurnQueue): void {
  // What is typed before the storage has answered comes after it; it may be there already.
  const before = messages.filter(({ id }) => positionOf(turns.messages, id) < 0);
  turns.show([...before, ...turns.messages]);
  const open = before.filter((message) => message.role === 'user' && isOpen(message, messages));
  const underWay = open.find(({ status }) => status !== 'waiting');
  // It may have been handed to a socket.
  if (underWay) turns.active = { ...createTurn(underWay), deliveries: 1, isReceived: positionOf(messages, replyId(underWay.id)) >= 0 };
  turns.waiting.unshift(...open.filter((message) => message !== underWay).map((message) => createTurn(message)));
}

/** Whether a message has yet to be answered. */
function isOpen(message: Message, messages: Messages): boolean {
  if (!isFinished(message)) return true;
  const reply = messages[positionOf(messages, replyId(message.id))];
  return message.status === 'sent' && (!reply || !isFinished(reply));
}

/** A call ends with its page: a reply to what was said aloud, which nobody waits for, does not go on. */
function afterCall(messages: Messages): Messages {
  const isOver = ({ status, turn }: Message) => status === 'streaming' && messages.find(({ id }) => id === turn)?.status === 'done';
  return messages.map((message) => (isOver(message) ? Object.freeze({ ...message, status: 'interrupted' }) : message));
}

/** Where earlier messages were left out, an answer may be there without its question: both come from the server. */
function withWholeTurns(messages: Messages): Messages {
  if (messages.length < maximumMessages) return messages;
  const start = messages.findIndex(({ role }) => role === 'user' || role === 'notice');
  return messages.slice(Math.max(0, start));
}

/** Whether the server still knows the conversation; and what was said in it, where this browser does not know. */
async function check(conversationId: string, needsHistory: boolean, options: PersistenceOptions): Promise<void> {
  const { rest, ports, state, turns, delivery, signal: lifetime } = options;
  // A server that is slow to answer this must not keep the person waiting: the connection tells the same, later.
  const signal = AbortSignal.any([lifetime, AbortSignal.timeout(checkPatienceMs)]);
  try {
    const reading = { rest, clock: ports.clock, conversationId, signal };
    const { isKnown, settledTurns, messages } = await lookUpConversation(reading, needsHistory);
    // Meanwhile it may have been left.
    if (state.current.conversationId !== conversationId) return;
    if (!isKnown) beginAfresh('conversation-replaced', options);
    else if (needsHistory) {
      delivery().cursor.settledTurns = settledTurns;
      takeUpTurns(messages, turns);
    }
  } catch {
    // The connection meets the same trouble next, and says what it is.
  }
}
