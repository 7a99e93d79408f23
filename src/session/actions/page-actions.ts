import { AgentError } from '../../base/errors.js';
import { abortable } from '../../base/abortable.js';
import { createId } from '../../base/id.js';
import type { JsonObject } from '../../base/json.js';
import { toJson } from '../../base/robust-json.js';
import type { Message, ToolCall } from '../../conversation/message.js';
import { opensCall, type MultimodalMessage } from '../../protocol/messages.js';
import { storeKey } from '../../storage/conversation-store.js';
import type { Turn } from '../core/model.js';
import type { MessageExtension } from '../host-options.js';
import { AutessaErrorEvent } from '../session-event.js';
import type { ConversationPersistence, PersistenceOptions } from '../persistence.js';
import type { AutessaToolEvent } from '../tool-event.js';
import { AutessaActionEvent } from './action-event.js';
import { ActionClaims } from './action-claims.js';
import { actionResults, argumentsOf, errorText, resultJson, sayOf } from './action-results.js';
import { KeptActions, tabId, type ActionRecord } from './kept-actions.js';

/*
 * Functions of the page that tools of the agent's stand for. Each tab hears of a call; one of them runs the function,
 * once: whoever gets the call's lock, and finds that nobody has begun it.
 */

/** An action that has not settled after so long, in ms, counts as failed. */
const patienceMs = 30_000;
/** So often in a row what actions return is said in the person's place, until they say something themselves. */
const maximumSaid = 5;

const all = new WeakMap<ConversationPersistence, PageActions>();

/** The actions of a session. */
export function actionsOf(persistence: ConversationPersistence): PageActions {
  const actions = all.get(persistence) ?? new PageActions(persistence);
  all.set(persistence, actions);
  return actions;
}

export class PageActions implements MessageExtension {
  readonly #persistence: ConversationPersistence;
  readonly #options: PersistenceOptions;
  readonly #kept: KeptActions;
  readonly #claims: ActionClaims;
  readonly #tab = tabId(createId);
  /** Calls that this tab has heard of. */
  readonly #heard = new Set<string>();
  /** What goes along with turns that are under way. */
  readonly #carried = new Map<string, readonly ActionRecord[]>();
  /** What is said in the person's place, until it is answered. */
  readonly #said: string[] = [];
  #saidInRow = 0;

  constructor(persistence: ConversationPersistence) {
    this.#persistence = persistence;
    this.#options = persistence.options;
    const { host, session, identity, persist, signal } = this.#options;
    this.#kept = new KeptActions(persist, storeKey(identity));
    this.#claims = new ActionClaims(persistence, this.#kept);
    host.extension = this;
    session.api.addEventListener('autessa-message', ({ message }) => this.#onMessage(message), { signal });
  }

  /** A tool that the page has an action for was called, or has news. */
  async take({ turn, toolName, invocationId, publicVars, raw, defaultPrevented }: AutessaToolEvent): Promise<void> {
    const { host, state, clock, signal } = this.#options;
    const { conversationId, messages } = state.current;
    // What still comes of a reply that the person has stopped is not wanted any more.
    const isStopped = turn === undefined && !host.call && messages.findLast(({ role }) => role === 'agent')?.status === 'stopped';
    const isOurs = Object.hasOwn(host.settings.actions ?? {}, toolName);
    if (!isOurs || !opensCall(raw) || isStopped || conversationId === undefined || signal.aborted) return;
    // Ids may begin anew with each reply; what is repeated after one belongs to it.
    const asked = turn ?? messages.findLast(({ tool }) => tool && (invocationId ? tool.invocationId === invocationId : tool.toolName === toolName))?.turn;
    const id = `${asked}:${invocationId || `${toolName}:${toJson(publicVars)}`}`;
    if (this.#hasHeard(conversationId, id)) return;
    const begun = { id, conversationId, toolName, toolCallId: invocationId, at: clock.now(), tab: this.#tab, isTold: false } as const;
    const record: ActionRecord = { ...begun, phase: defaultPrevented ? 'prevented' : 'running' };
    if (!(await this.#claims.claim(record)) || defaultPrevented) return;
    await this.#run(record, argumentsOf(raw['publicVars'], toolName));
  }

  /** What another tab has run. */
  show({ toolName, toolCallId, phase }: ActionRecord): void {
    const { host } = this.#options;
    if (phase === 'prevented') return;
    const shown = host.model.messages.findLast(({ tool }) => tool && (toolCallId ? tool.invocationId === toolCallId : tool.toolName === toolName));
    if (!shown?.tool || shown.tool.action === phase) return;
    const tool: ToolCall = Object.freeze({ ...shown.tool, action: phase });
    host.dispatch({ type: 'change', id: shown.id, changes: { tool } });
    void this.#persistence.save();
  }

  /** What was stored has been taken up: an action whose page is gone has ended with it. */
  async settle(): Promise<void> {
    const { state } = this.#options;
    for (const record of this.#kept.of(state.current.conversationId)) {
      this.#hasHeard(record.conversationId, record.id);
      if (record.phase !== 'running') this.show(record);
      else if (await this.#claims.lock(record)) {
        // It may well be what led here; who loads the same page again has cut it off.
        const isLedHere = record.tab === this.#tab && navigationType() === 'navigate';
        if (isLedHere) this.#end(record, { phase: 'done' });
        else this.#fail(record, new AgentError('action', `The page was left before actions.${record.toolName} had settled`));
      }
    }
  }

  /** What has come of actions goes along with the next turn; what one of them says is answered aloud where a call is on. */
  extend(message: MultimodalMessage, turn: Turn): MultimodalMessage {
    const { host } = this.#options;
    const text = turn.input[0]?.inputType === 'TEXT' ? turn.input[0].content : '';
    const isSaidByAction = this.#said.includes(text);
    // What is said for the person may be sent late, and in other words, as a mask makes them.
    if (this.#said.length === 0) this.#saidInRow = 0;
    const ended = this.#kept.of(host.model.conversationId).filter(({ phase, isTold }) => !isTold && (phase === 'done' || phase === 'failed'));
    if (ended.length > 0) this.#carried.set(turn.id, ended);
    return {
      ...message,
      ...(isSaidByAction && host.call && { executionOutputMode: 'AUDIO' }),
      ...(ended.length > 0 && { promptTemplateVariables: { ...message.promptTemplateVariables, actionResults: actionResults(ended) } }),
    };
  }

  /** @returns whether this tab has heard of it before */
  #hasHeard(conversationId: string, id: string): boolean {
    const before = this.#heard.size;
    this.#heard.add(`${conversationId}:${id}`);
    return this.#heard.size === before;
  }

  async #run(record: ActionRecord, variables: JsonObject): Promise<void> {
    const { host, clock, signal } = this.#options;
    const { toolName, toolCallId } = record;
    const { actions = {}, element } = host.settings;
    const stop = new AbortController();
    const timeout = new AgentError('action', `actions.${toolName} has not settled within ${patienceMs / 1_000} s`);
    const cancel = clock.after(patienceMs, () => stop.abort(timeout));
    const onEnd = (): void => stop.abort(new AgentError('action', `The chat was removed before actions.${toolName} had settled`));
    signal.addEventListener('abort', onEnd);
    this.#tell(record);
    try {
      const act = async (): Promise<unknown> => actions[toolName]!(variables, { signal: stop.signal, toolCallId, element });
      const result = await abortable(act(), stop.signal);
      this.#end(record, { phase: 'done', result: resultJson(toolName, result) }, result);
      this.#say(result);
    } catch (thrown) {
      this.#fail(record, AgentError.from(thrown, 'action', `actions.${toolName} failed: ${errorText(thrown)}`));
    } finally {
      cancel();
      signal.removeEventListener('abort', onEnd);
    }
  }

  #fail(record: ActionRecord, error: AgentError): void {
    const { emit } = this.#options;
    const failure = error.code === 'action' ? error : new AgentError('action', error.message, { cause: error });
    if (!this.#end(record, { phase: 'failed', error: errorText(failure.cause ?? failure) }, undefined, failure)) return;
    console.error(`<autessa-agent> ${failure.message}`, failure.cause ?? '');
    emit(new AutessaErrorEvent({ error: failure }));
  }

  /** @returns whether it was under way until now */
  #end(record: ActionRecord, end: Pick<ActionRecord, 'phase' | 'result' | 'error'>, result?: unknown, error?: AgentError): boolean {
    // What is stored may have been cleared meanwhile, or another page has found this one gone.
    if (this.#kept.get(record.conversationId, record.id)?.phase !== 'running') return false;
    const ended = { ...record, ...end };
    this.#kept.set(ended);
    this.#tell(ended, result, error);
    return true;
  }

  #tell(record: ActionRecord, result?: unknown, error?: AgentError): void {
    const { toolName, toolCallId, phase } = record;
    if (this.#options.signal.aborted || phase === 'prevented') return;
    this.#options.emit(new AutessaActionEvent({ toolName, toolCallId, phase, ...(result !== undefined && { result }), ...(error && { error }) }));
    if (this.#persistence.follower) this.#persistence.follower.report(record);
    else this.show(record);
  }

  /** What an action wants to be said. */
  #say(result: unknown): void {
    const text = sayOf(result);
    const { session, signal } = this.#options;
    if (text === undefined || signal.aborted) return;
    this.#saidInRow += 1;
    // An agent that calls it in answer to what it says would go on for ever.
    if (this.#saidInRow === maximumSaid + 1) console.warn(`<autessa-agent> Actions have returned { say } ${maximumSaid} times in a row; nothing more is said before somebody writes.`);
    if (this.#saidInRow > maximumSaid) return;
    this.#said.push(text);
    session.api.send(text).catch(() => undefined).finally(() => this.#said.splice(this.#said.indexOf(text), 1));
  }

  /** What has been answered has been told. */
  #onMessage({ role, turn = '', status }: Message): void {
    if (role !== 'agent' || status === 'failed') return;
    for (const record of this.#carried.get(turn) ?? []) this.#kept.set({ ...record, isTold: true });
    this.#carried.delete(turn);
  }
}

/** How this page came to be: `navigate`, `reload` or `back_forward`. */
function navigationType(): string | undefined {
  return (globalThis.performance?.getEntriesByType?.('navigation')[0] as PerformanceNavigationTiming | undefined)?.type;
}
