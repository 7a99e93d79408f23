import { abortable } from '../base/abortable.js';
import type { Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { isJsonObject } from '../base/json.js';
import { parseShallowJson } from '../base/robust-json.js';
import { defaultApiBase, isServerAddress } from '../protocol/addresses.js';

/** What a token is asked for. */
export interface TokenRequest {
  readonly agentId: number;
  readonly conversationId: string | null;
  readonly signal: AbortSignal;
}

/** A short-lived token. One of `expiresAt` and `expiresIn` should be there; without both it is used once. */
export interface Token {
  readonly token: string;
  /** An ISO 8601 date, or ms since the epoch. */
  readonly expiresAt?: string | number;
  /** In seconds from now. */
  readonly expiresIn?: number;
  /** Where the token is good: an `http` or `https` address. An `api-base` that the page has set wins over it. */
  readonly apiBase?: string;
}

/** Asked again whenever a fresh token is needed. */
export type TokenProvider = (request: TokenRequest) => Promise<Token>;

/** Puts into words why there is no token. */
const loadErrors = () => import('./token-errors.js');

/** A provider that asks the site's token endpoint, as README's "Token endpoint" describes. */
export function endpointTokenProvider(endpoint: string, fetch: typeof globalThis.fetch, clock: Clock): TokenProvider {
  return async ({ agentId, conversationId, signal }) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ agentId, conversationId }),
      signal,
    }).catch(async (error: unknown) => {
      if (signal.aborted) throw error;
      throw (await loadErrors()).unreachableEndpoint(endpoint, error);
    });
    // A body that breaks off is trouble with the network; only a whole one can be wrong.
    const answer = response.ok && parseShallowJson(await response.text());
    if (isJsonObject(answer)) return inOurTime(answer as unknown as Token, response.headers.get('Date'));
    throw (await loadErrors()).endpointError(endpoint, response, clock);
  };
}

/** Where the answer says what time its server has, the expiry is counted from there: this device's clock may be off. */
function inOurTime(token: Token, date: string | null): Token {
  const expiresIn = (epochMs(token.expiresAt) - Date.parse(date ?? '')) / 1000;
  return Number.isNaN(expiresIn) ? token : { expiresIn, ...token };
}

/** `NaN` where it is no time. */
function epochMs(value: unknown): number {
  return typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value : NaN;
}

/** A token is not used for anything new during the last part of its life, in ms: a connection takes its time. */
const marginMs = 30_000;

/** How long a provider may take, in ms. */
const patienceMs = 30_000;

/** A token that was looked at: usable until `freshUntil`, in ms since the epoch. */
export interface HeldToken {
  readonly token: string;
  /** Where to go with it. */
  readonly apiBase: string;
  readonly freshUntil: number;
}

/**
 * Hands out tokens: one request at a time, whoever asks; the same token until shortly before it expires.
 * A token is held in memory alone and stands in no error and no log.
 */
export class TokenSource {
  readonly #provider: TokenProvider;
  readonly #agentId: number;
  readonly #clock: Clock;
  readonly #apiBase: string | undefined;
  #held: HeldToken | undefined;
  #pending: Promise<HeldToken> | undefined;

  /** @param apiBase as the page has set it, if it has: then it is where all tokens are good */
  constructor(provider: TokenProvider, agentId: number, clock: Clock, apiBase?: string) {
    this.#provider = provider;
    this.#agentId = agentId;
    this.#clock = clock;
    this.#apiBase = apiBase;
  }

  /**
   * @throws {AgentError} `token` where the provider fails or its answer cannot be used; `limited` on a 429; `aborted`
   */
  async get(conversationId: string | undefined, signal: AbortSignal): Promise<HeldToken> {
    if (this.#held && this.#clock.now() < this.#held.freshUntil) return this.#held;
    // The request outlives the one who asked first: others may be waiting for it too.
    this.#pending ??= this.#request(conversationId ?? null).finally(() => (this.#pending = undefined));
    return abortable(this.#pending, signal).catch((error: unknown) => {
      throw AgentError.from(error, 'aborted', 'Aborted');
    });
  }

  /** Forgets a token that the server refused. Another one that came meanwhile is kept. */
  refuse(token: string): void {
    if (this.#held?.token === token) this.#held = undefined;
  }

  async #request(conversationId: string | null): Promise<HeldToken> {
    const signal = AbortSignal.timeout(patienceMs);
    try {
      const request = { agentId: this.#agentId, conversationId, signal };
      const answer: unknown = await abortable(this.#provider(request), signal);
      const held = hold(answer, this.#clock.now());
      if (held) return (this.#held = { ...held, apiBase: this.#baseFor(held.apiBase) });
      throw (await loadErrors()).unusableToken(answer);
    } catch (error) {
      // Nobody here has aborted it: a page that is being left aborts whatever it has asked for.
      throw error instanceof AgentError ? error : new AgentError('token', 'No token could be had', { retryable: true, cause: error });
    }
  }

  /** What the page says is meant; a relay may not know its own address as browsers see it. */
  #baseFor(named: string | undefined): string {
    const chosen = this.#apiBase;
    if (chosen && named && chosen !== named) {
      loadErrors().then(({ tellOfBases }) => tellOfBases(chosen, named), () => undefined);
    }
    return chosen ?? named ?? defaultApiBase;
  }
}

/** @returns `undefined` for an answer that is of no use */
function hold(answer: unknown, now: number): (Omit<HeldToken, 'apiBase'> & { readonly apiBase: string | undefined }) | undefined {
  if (!isJsonObject(answer)) return undefined;
  const { token, expiresAt, expiresIn, apiBase } = answer;
  const isWrong = (expiresAt !== undefined && !Number.isFinite(epochMs(expiresAt))) || (apiBase != null && !isServerAddress(apiBase));
  if (typeof token !== 'string' || token === '' || isWrong || (expiresIn as number) <= 0) return undefined;
  // By `expiresAt` alone an expired token may as well be a wrong clock: it is tried, once.
  const expiry = Math.max(now, (expiresIn ? now + Number(expiresIn) * 1000 : epochMs(expiresAt)) || now);
  // A token that lives for less than the margin is still good for half of its life.
  const freshUntil = Math.max(expiry - marginMs, now + (expiry - now) / 2);
  return { token, freshUntil, apiBase: (apiBase ?? undefined) as string | undefined };
}

