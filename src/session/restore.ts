import { emptyRecord, maximumMessages, type ConversationRecord } from '../storage/conversation-record.js';
import { byId, isAnswered } from '../conversation/answered.js';
import { positionOf, replyId, type Message, type Messages } from '../conversation/message.js';
import { owedBefore, replyBefore } from '../conversation/settle.js';
import type { CustomVersion, PromptTemplateVariables } from '../protocol/content.js';
import { storeKey, type ConversationStore } from '../storage/conversation-store.js';
import { KeptActions } from './actions/kept-actions.js';
import { conversation } from './core/conversation.js';
import { draftKept } from './draft-again.js';
import type { SessionHost } from './host.js';
import type { ConversationPersistence, PersistenceOptions } from './persistence.js';
import { KeptConversations } from './kept-conversations.js';
import { lookUpConversation } from './known-conversation.js';
import { offerInterruptedCall } from './voice/interrupted-call.js';

/* Taking up a conversation that was there before. Loaded where one is stored, or where the site names one. */

/** How long a reload waits for the server to say whether it knows the conversation, in ms. */
const checkPatienceMs = 5_000;

/** Makes room for what is stored, where a page comes back that has shown something else. */
export function prepare(host: SessionHost): void {
  host.plugIn(conversation);
  host.call?.stop();
  host.dispatch({ type: 'follow' });
  host.dispatch({ type: 'lead' });
}

/** Shows what was stored, asks the server about it, and connects. Never rejects. */
export async function restore(
  stored: ConversationRecord | undefined,
  persistence: ConversationPersistence,
  store: ConversationStore,
  options: PersistenceOptions,
): Promise<void> {
  const { state, signal, conversationId: given, host } = options;
  host.plugIn(conversation);
  const record = stored ? { ...stored, messages: withWholeTurns(withoutOrphans(stored.messages)) } : emptyRecord;
  if (signal.aborted) {
    // What was typed in the moment between stays with what was there.
    const messages = [...record.messages, ...state.current.messages];
    if (messages.length > record.messages.length) await store.write({ ...record, messages });
    return;
  }
  const isKept = given === undefined || given === record.conversationId;
  const conversationId = given ?? record.conversationId;
  persistence.accept(record.consent);
  host.patch({ conversations: record.others });
  if (!isKept) {
    const conversations = new KeptConversations(options);
    conversations.keep(record);
    void conversations.remove(given);
  }
  takeUp(isKept ? record : emptyRecord, host, conversationId, isKept && (stored?.messages.length ?? 0) >= maximumMessages);
  if (isKept && conversationId !== undefined) leaveOtherVersion(record, host);
  offerInterruptedCall(options);
  settleActions(persistence);
  persistence.becomeReady();
  if (conversationId === undefined || state.current.conversationId === undefined || state.current.isConsentNeeded) return;
  await check(conversationId, !isKept || record.messages.length === 0, options);
  if (!signal.aborted && !persistence.follower && state.current.conversationId !== undefined) host.dispatch({ type: 'connect' });
}

/** What came of the page's actions may be yet to be told, and one whose page is gone has ended. */
function settleActions(persistence: ConversationPersistence): void {
  const { persist, identity } = persistence.options;
  if (new KeptActions(persist, storeKey(identity)).isEmpty) return;
  import('./actions/page-actions.js').then(({ actionsOf }) => actionsOf(persistence).settle()).catch(() => undefined);
}

/** What was said to another version of the agent is history. */
export function leaveOtherVersion({ agentVersion }: ConversationRecord, host: SessionHost): void {
  if (!isSameVersion(agentVersion, host.settings.version)) host.dispatch({ type: 'begin-afresh', why: 'version-changed' });
}

function isSameVersion(one: CustomVersion = {}, other: CustomVersion = {}): boolean {
  return one.versionState === other.versionState && one.versionNumber === other.versionNumber;
}

/** Goes on with what a record holds. @param conversationId the one to continue, if it is another one than the record's */
export function takeUp(record: ConversationRecord, host: SessionHost, conversationId = record.conversationId, hasEarlier = false): void {
  const { settledTurns, isCounted } = record;
  const { messages, variables } = toBeSent(record.messages, host);
  const all = byId(messages);
  const open = messages.find((message) => message.role === 'user' && !isAnswered(message, all));
  host.dispatch({
    type: 'taken-up',
    conversationId,
    messages,
    variables,
    settledTurns,
    isCounted,
    hasEarlier,
    owed: record.owed ?? (open ? owedBefore(messages, open.id) : 0),
    replyBefore: record.replyBefore ?? replyBefore(messages, conversationId),
    // It belongs to the reply that was stored with it.
    settledAtReply: (record.replyBefore === undefined ? undefined : record.settledAtReply) ?? settledTurns,
  });
}

/**
 * What waits goes by the page's listeners once more: it may have been written before there were any. What may have been
 * sent is left as it is, as the server's log is asked for it.
 *
 * @returns the messages, and their own variables by their ids
 */
function toBeSent(kept: Messages, host: SessionHost): { readonly messages: Messages; readonly variables: ReadonlyMap<string, PromptTemplateVariables> } {
  const own = new Map<string, PromptTemplateVariables>();
  // What was typed while this was read is there already.
  const isToPass = ({ id, role, status }: Message): boolean => role === 'user' && status === 'waiting' && positionOf(host.model.messages, id) < 0;
  const messages = kept.map((each) => {
    if (!isToPass(each)) return each;
    const { message, variables } = draftKept(each, host);
    if (variables) own.set(message.id, variables);
    return message;
  });
  return { messages, variables: own };
}

/**
 * A reply, or the call of a tool, does not go on where nobody waits for it: a call ends with its page, and so does what
 * was said aloud in it.
 */
function withoutOrphans(messages: Messages): Messages {
  const awaited = new Set(messages.flatMap(({ id, role, status }) => (role === 'user' && status !== 'done' && status !== 'failed' ? [id] : [])));
  const isOrphan = ({ id, role, status, turn = '' }: Message): boolean =>
    status === 'streaming' && (!awaited.has(turn) || (role === 'agent' && id !== replyId(turn)));
  return messages.map((message) => (isOrphan(message) ? Object.freeze({ ...message, status: 'interrupted' }) : message));
}

/** Where earlier messages were left out, an answer may be there without its question: both come from the server. */
function withWholeTurns(messages: Messages): Messages {
  if (messages.length < maximumMessages) return messages;
  const start = messages.findIndex(({ role }) => role === 'user' || role === 'notice');
  return messages.slice(Math.max(0, start));
}

/** Whether the server still knows the conversation; and what was said in it, where this browser does not know. */
export async function check(conversationId: string, needsHistory: boolean, options: PersistenceOptions): Promise<void> {
  const { rest, clock, state, host, signal: lifetime } = options;
  // A server that is slow to answer this must not keep the person waiting: the connection tells the same, later.
  const signal = AbortSignal.any([lifetime, AbortSignal.timeout(checkPatienceMs)]);
  try {
    const reading = { rest, clock, conversationId, signal };
    const { isKnown, settledTurns, messages } = await lookUpConversation(reading, needsHistory);
    // Meanwhile it may have been left.
    if (state.current.conversationId !== conversationId) return;
    if (!isKnown) host.dispatch({ type: 'begin-afresh', why: 'conversation-replaced' });
    else if (needsHistory) takeUp({ ...emptyRecord, settledTurns, messages }, host, conversationId);
  } catch {
    // The connection meets the same trouble next, and says what it is.
  }
}
