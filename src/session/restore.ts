import { emptyRecord } from '../storage/check-record.js';
import { maximumMessages, type ConversationRecord } from '../storage/conversation-record.js';
import { isFinished, positionOf, type Message, type Messages, type NoticeCode } from '../conversation/message.js';
import { replyId } from '../conversation/reduce.js';
import type { CustomVersion } from '../protocol/content.js';
import type { ConversationStore } from '../storage/conversation-store.js';
import type { Delivery } from './delivery.js';
import type { Dialogue } from './dialogue.js';
import type { Keeping, KeepingOptions } from './keeping.js';
import { lookUpConversation } from './recovery.js';
import * as tools from './tool-calls.js';
import { createTurn } from './turn.js';
import { offerInterruptedCall } from './voice/interrupted-call.js';

/* Taking up a conversation that was there before. Loaded where one is stored, or where the site names one. */

/** How long a reload waits for the server to say whether it knows the conversation, in ms. */
const checkPatienceMs = 5_000;

/** Shows what was stored, asks the server about it, and connects. Never rejects. */
export async function restore(
  stored: ConversationRecord | undefined,
  keeping: Keeping,
  store: ConversationStore,
  options: KeepingOptions,
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
  keeping.accept(record.consent);
  if (isKept) takeUp(record, delivery());
  state.patch({ conversationId, hasEarlier: isKept && (stored?.messages.length ?? 0) >= maximumMessages });
  const { version } = delivery().options.settings();
  if (isKept && conversationId !== undefined && !isSameVersion(record.agentVersion, version)) beginAfresh('version-changed', options);
  offerInterruptedCall(options);
  keeping.becomeReady();
  if (conversationId === undefined || state.current.conversationId === undefined || state.current.isConsentNeeded) return;
  await check(conversationId, !isKept || record.messages.length === 0, options);
  if (!signal.aborted && state.current.conversationId !== undefined) delivery().want();
}

/** What was said stays; the next connection begins a new conversation. @param why as the person is told */
function beginAfresh(why: NoticeCode, { dialogue, delivery }: KeepingOptions): void {
  delivery().forgetConversation();
  if (dialogue.messages.length > 0) dialogue.addNotice(why);
}

function isSameVersion(one: CustomVersion = {}, other: CustomVersion = {}): boolean {
  return one.versionState === other.versionState && one.versionNumber === other.versionNumber;
}

/** Goes on with what a record holds. */
export function takeUp({ conversationId, messages, settledTurns, isCounted }: ConversationRecord, { ledger, options }: Delivery): void {
  ledger.reset(settledTurns, isCounted);
  takeUpTurns(messages, options.dialogue);
  options.state.patch({ conversationId });
}

/** Shows messages, with the turns that they leave open: these wait, and the first may be under way. */
function takeUpTurns(messages: Messages, dialogue: Dialogue): void {
  dialogue.tools = tools;
  // What is typed before the storage has answered comes after it; it may be there already.
  const before = messages.filter(({ id }) => positionOf(dialogue.messages, id) < 0);
  dialogue.show([...before, ...dialogue.messages]);
  const open = before.filter((message) => message.role === 'user' && isOpen(message, messages));
  const underWay = open.find(({ status }) => status !== 'waiting');
  // It may have been handed to a socket.
  if (underWay) dialogue.active = { ...createTurn(underWay), deliveries: 1, isReceived: positionOf(messages, replyId(underWay.id)) >= 0 };
  dialogue.waiting.unshift(...open.filter((message) => message !== underWay).map((message) => createTurn(message)));
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
async function check(conversationId: string, needsHistory: boolean, options: KeepingOptions): Promise<void> {
  const { rest, ports, state, dialogue, delivery, signal: lifetime } = options;
  // A server that is slow to answer this must not keep the person waiting: the connection tells the same, later.
  const signal = AbortSignal.any([lifetime, AbortSignal.timeout(checkPatienceMs)]);
  try {
    const reading = { rest, clock: ports.clock, conversationId, signal };
    const { isKnown, settledTurns, messages } = await lookUpConversation(reading, needsHistory);
    // Meanwhile it may have been left.
    if (state.current.conversationId !== conversationId) return;
    if (!isKnown) beginAfresh('conversation-replaced', options);
    else if (needsHistory) {
      delivery().ledger.settledTurns = settledTurns;
      takeUpTurns(messages, dialogue);
    }
  } catch {
    // The connection meets the same trouble next, and says what it is.
  }
}
