import type { Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import type { ClientMessage, FinalMessage, ServerMessage, StatusMessage } from '../protocol/messages.js';
import type { ConnectionOptions } from './connection-options.js';
import type { AttemptHistory } from './connection-news.js';
import type { RestOperations } from './rest-operations.js';
import { tellOfBlockedSockets } from './server-errors.js';
import type { HeldToken } from './token-source.js';
import type { Wire, WireClose } from './wire.js';

/** After so long, in ms, a wire over REST ends as soon as it is at rest: the next attempt tries the socket again. */
const socketAgainMs = 300_000;

type Said = Pick<FinalMessage, 'output' | 'errors'>;

/**
 * Talks by REST `execute` where the network lets no WebSocket through (API document: "Execute Agent"): each message is
 * one request, and its answer comes in one piece, as text.
 */
export class RestWire implements Wire {
  declare onMessage: (message: ServerMessage) => void;
  readonly opened: Promise<StatusMessage>;
  readonly closed: Promise<WireClose>;
  /** An answer takes as long as the agent does; the request has a patience of its own. */
  readonly heardAt = Infinity;
  readonly #rest: RestOperations;
  readonly #conversationId: string;
  readonly #lifetime = new AbortController();
  #end!: (close: WireClose) => void;
  #underWay = 0;
  #isOld = false;

  /** @param status as `openConversation` gave it */
  constructor(rest: RestOperations, status: StatusMessage, clock: Clock) {
    this.#rest = rest;
    this.#conversationId = status.conversationId;
    this.opened = Promise.resolve(status);
    const cancel = clock.after(socketAgainMs, () => {
      this.#isOld = true;
      this.#retire();
    });
    this.closed = new Promise((resolve) => {
      this.#end = (close) => {
        cancel();
        this.#lifetime.abort();
        resolve(close);
      };
    });
  }

  send(message: ClientMessage): boolean {
    // Raw audio needs a socket.
    if (this.#lifetime.signal.aborted || message.messageType !== 'MULTIMODAL') return false;
    this.#underWay += 1;
    void this.#ask(message).then((said) => {
      this.#underWay -= 1;
      if (said) this.#say(said);
      this.#retire();
    });
    return true;
  }

  close(): void {
    this.#end({ code: 1000, reason: '', accepted: true });
  }

  /** @returns nothing where it was lost, and the wire with it. Never rejects. */
  async #ask({ input, environmentVariables = {}, promptTemplateVariables = {} }: Extract<ClientMessage, { messageType: 'MULTIMODAL' }>): Promise<Said | undefined> {
    const { signal } = this.#lifetime;
    try {
      const request = { conversationId: this.#conversationId, input, environmentVariables, promptTemplateVariables };
      const { output } = await this.#rest.execute(request, { signal });
      return { output, errors: [] };
    } catch (thrown) {
      if (signal.aborted) return undefined;
      const error = AgentError.from(thrown, 'connection', 'execute failed', { retryable: true });
      if (error.code === 'agent') return { output: [], errors: [error.message] };
      this.#end({ code: 1006, reason: '', accepted: true, error });
      return undefined;
    }
  }

  #say(said: Said): void {
    if (this.#lifetime.signal.aborted) return;
    this.onMessage({ kind: 'final', conversationId: this.#conversationId, ...said });
  }

  #retire(): void {
    if (this.#isOld && this.#underWay === 0) this.close();
  }
}

/** After so many refused handshakes in a row the network is taken to let no WebSocket through. */
const refusalsOfBlocked = 2;

export interface RefusalOptions extends Pick<ConnectionOptions, 'rest' | 'tokens' | 'clock' | 'network'> {
  readonly history: AttemptHistory;
  /** The one of the refused handshake, and where that was. */
  readonly held: HeldToken;
  readonly conversationId: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * A browser does not tell why a handshake was refused; the same question by REST, or for a token, does. Where all is
 * well there and handshakes are refused again and again, the conversation goes on by REST.
 *
 * @returns nothing where the browser is offline
 * @throws {AgentError} what stands in the way; `connection` where the socket should be tried again, `config` where the
 *   address is none of a socket's, or one of ws for a page of https
 */
export async function afterRefusal({ reason, thrown }: WireClose, options: RefusalOptions): Promise<RestWire | undefined> {
  const { rest, tokens, clock, network, history, held, conversationId, signal } = options;
  const isInsecure = globalThis.location?.protocol === 'https:' && /^http:/i.test(held.apiBase);
  // Firefox has a name of its own for a policy's refusal, which it and WebKit throw; WebKit says SecurityError, as others do of ws.
  if (thrown && (isInsecure || (thrown as Error).name === 'SyntaxError')) throw AgentError.from(thrown, 'config', 'api-base is no address of a WebSocket');
  if (!network.isOnline()) return undefined;
  // One that was not even refused, within its patience, is what a firewall makes of it.
  history.refusals += reason ? refusalsOfBlocked : 1;
  if (history.refusals >= refusalsOfBlocked) {
    const status = await openConversation(rest, conversationId, signal);
    void tellOfBlockedSockets(held.apiBase);
    return new RestWire(rest, status, clock);
  }
  if (conversationId !== undefined) await rest.status(conversationId, { signal });
  else {
    tokens.refuse(held.token);
    await tokens.get(undefined, signal);
  }
  throw new AgentError('connection', 'The handshake was refused', { retryable: true });
}

/** What a socket does when it opens, by REST: the conversation is there, and open, afterwards. */
async function openConversation(
  rest: RestOperations,
  conversationId: string | undefined,
  signal: AbortSignal,
): Promise<StatusMessage> {
  const known = conversationId === undefined ? undefined : await rest.status(conversationId, { signal });
  if (known?.status === 'IN_PROGRESS') return asStatus(known.conversationId, known.status);
  if (known?.status === 'CLOSED') {
    // What the server will not open again is gone, and says so by its errors.
    const revived = await rest.revive(known.conversationId, { signal }).catch((error: AgentError) => {
      if (error.code !== 'agent') throw error;
    });
    if (revived) return asStatus(revived.conversationId, revived.status);
  }
  const created = await rest.create(undefined, { signal });
  return asStatus(created.conversationId, 'CREATED');
}

const asStatus = (conversationId: string, status: string): StatusMessage => ({ kind: 'status', conversationId, status, errors: [] });
