import type { Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { isJsonObject, textOf, type JsonObject } from '../base/json.js';
import { parseShallowJson, toJson } from '../base/robust-json.js';
import { decodeErrors, decodeOutputs, type CustomVersion } from '../protocol/content.js';
import { restAddress, decodeConversationStatus, type CreateAnswer, type ExecuteAnswer, type ExecuteRequest, type OperationName, type ReviveAnswer, type StatusAnswer, type UploadLinkAnswer } from '../protocol/operations.js';
import { decodeConversation, type ConversationDto } from '../protocol/logs.js';
import { putFile, type PutFile, type PutOptions } from './put-file.js';
import { readRateLimit, retryAfterMs, type RateLimit } from './rate-limit.js';
import type { CallOptions, RestOperations } from './rest-operations.js';
import { tellOfAnswer, tellOfRefusedTokens, tellOfSilence } from './server-errors.js';
import type { TokenSource } from './token-source.js';

export interface RestClientOptions {
  readonly agentId: number;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
  /** Told of the rate limits that an answer states, where the browser lets its headers be seen. */
  readonly onRateLimit?: (limit: RateLimit) => void;
  /** Default: by `XMLHttpRequest`, which alone tells how far an upload has got. */
  readonly putFile?: PutFile;
}

/** No call waits longer for its answer, in ms; `execute` answers only when the agent is done. */
const patienceMs = 20_000;
const executePatienceMs = 180_000;

/**
 * The REST operations of the Agent API over `fetch`. Each call asks for a token, and once more where the server refuses
 * the one that was at hand. What they do and how they fail stands with `RestOperations`.
 */
export class RestClient implements RestOperations {
  readonly #options: RestClientOptions;

  constructor(options: RestClientOptions) {
    this.#options = options;
  }

  async create(version?: CustomVersion, options?: CallOptions): Promise<CreateAnswer> {
    const conversationId = textOf((await this.#call('execute-create', version ? { version } : {}, options))['conversationId']);
    if (!conversationId) throw misshapen('execute-create');
    return { conversationId };
  }

  async execute(request: Omit<ExecuteRequest, 'agentId'>, options?: CallOptions): Promise<ExecuteAnswer> {
    const answer = await this.#call('execute', { ...request }, options);
    if (!Array.isArray(answer['output'])) throw misshapen('execute');
    return { output: decodeOutputs(answer['output']) };
  }

  async close(conversationId: string, options?: CallOptions): Promise<void> {
    await this.#call('execute-close', { conversationId }, options);
  }

  async conversation(conversationId: string, options?: CallOptions): Promise<ConversationDto> {
    const answer = await this.#call('conversation', { conversationId }, options);
    const conversation = decodeConversation(answer['conversation']);
    if (!conversation) throw misshapen('conversation');
    return conversation;
  }

  async status(conversationId: string, options?: CallOptions): Promise<StatusAnswer> {
    const answer = await this.#call('conversation-status', { conversationId }, options);
    const status = decodeConversationStatus(answer['status']);
    if (!status) throw misshapen('conversation-status');
    return { conversationId: textOf(answer['conversationId']) || conversationId, status };
  }

  async revive(conversationId: string, options?: CallOptions): Promise<ReviveAnswer> {
    const answer = await this.#call('revive-conversation', { conversationId }, options);
    const revived = textOf(answer['conversationId']);
    if (!revived) throw misshapen('revive-conversation');
    return { conversationId: revived, status: textOf(answer['status']) };
  }

  async uploadLink(options?: CallOptions): Promise<UploadLinkAnswer> {
    const { uploadUrl, s3Uri, expiresInSeconds } = await this.#call('generate-audio-upload-link', undefined, options);
    if (typeof uploadUrl !== 'string' || typeof s3Uri !== 'string') throw misshapen('generate-audio-upload-link');
    return { uploadUrl, s3Uri, expiresInSeconds: typeof expiresInSeconds === 'number' ? expiresInSeconds : 0 };
  }

  async upload(file: Blob, options: PutOptions = {}): Promise<UploadLinkAnswer> {
    const link = await this.uploadLink(options);
    await (this.#options.putFile ?? putFile)(link.uploadUrl, file, options);
    return link;
  }

  async #call(operation: OperationName, body: JsonObject | undefined, options: CallOptions = {}): Promise<JsonObject> {
    const { clock } = this.#options;
    const patience = new AbortController();
    const giveUp = () => patience.abort(new DOMException('No answer came in time', 'TimeoutError'));
    const cancel = clock.after(operation === 'execute' ? executePatienceMs : patienceMs, giveUp);
    const signal = options.signal ? AbortSignal.any([options.signal, patience.signal]) : patience.signal;
    try {
      return await this.#ask(operation, body, { ...options, signal });
    } finally {
      cancel();
    }
  }

  /** With another token, once, where the one at hand is refused. */
  async #ask(operation: OperationName, body: JsonObject | undefined, options: CallOptions & { readonly signal: AbortSignal }): Promise<JsonObject> {
    const { tokens } = this.#options;
    const conversationId = body?.['conversationId'] as string | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const held = await tokens.get(conversationId, options.signal);
      const response = await this.#fetch(operation, held, body, options);
      if (response.status !== 401 && response.status !== 403) return this.#read(operation, response, restAddress(held.apiBase, operation, this.#options.agentId));
      tokens.refuse(held.token);
      if (attempt === 1) continue;
      tellOfRefusedTokens(held.apiBase);
      throw new AgentError('auth', `${operation} answered ${response.status}`);
    }
  }

  async #fetch(
    operation: OperationName,
    held: { readonly token: string; readonly apiBase: string },
    body: JsonObject | undefined,
    options: CallOptions,
  ): Promise<Response> {
    const { agentId, fetch } = this.#options;
    const address = restAddress(held.apiBase, operation, agentId);
    try {
      return await fetch(address, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: held.token },
        body: toJson(body ? { agentId, ...body } : {}),
        signal: options.signal ?? null,
        keepalive: options.keepalive ?? false,
      });
    } catch (error) {
      if (!options.signal?.aborted) void tellOfSilence(address, held.apiBase);
      throw AgentError.from(error, 'connection', `${operation} got no answer`, { retryable: true });
    }
  }

  async #read(operation: OperationName, response: Response, address: string): Promise<JsonObject> {
    const { status, headers } = response;
    const now = this.#options.clock.now();
    const limit = readRateLimit(headers, now);
    if (limit) this.#options.onRateLimit?.(limit);
    if (status === 429) {
      const wait = retryAfterMs(headers.get('Retry-After'), now);
      throw new AgentError('limited', `${operation} answered 429`, { retryable: true, retryAfterMs: wait });
    }
    const answer = parseShallowJson(await response.text().catch(() => ''));
    // That a conversation is gone is no error of the question, whatever else is said.
    if (operation === 'conversation-status' && isJsonObject(answer) && answer['status'] === 'NOT_FOUND') return answer;
    const errors = isJsonObject(answer) ? decodeErrors(answer).join('\n') : '';
    // A server that speaks the Agent API says in `errors` what it does not like.
    if (status >= 500 || !isJsonObject(answer) || (status >= 400 && !errors)) tellOfAnswer(address, response);
    if (status >= 500) throw new AgentError('connection', `${operation} answered ${status} ${errors}`, { retryable: true });
    if (errors || status >= 400) throw new AgentError('agent', errors || `${operation} answered ${status}`);
    if (!isJsonObject(answer)) throw misshapen(operation);
    return answer;
  }
}

/** Most often somebody else's page: a captive portal's, or a proxy's. */
function misshapen(operation: OperationName): AgentError {
  return new AgentError('protocol', `${operation} answered something else`, { retryable: true });
}
