import type { OriginRule } from './origins.js';

/** Who the visitor is, as the site's own server knows. */
export interface Identity {
  /** Gets into the token as its subject. */
  readonly user?: string;
  /**
   * Prompt template variables that the browser cannot change. The token is signed, not encrypted: whoever holds it can
   * read them.
   */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** What a token is asked for. */
export interface TokenRequest {
  readonly agentId: number;
  readonly conversationId: string | null;
  /** The page's. */
  readonly origin: string;
}

export interface RelayOptions {
  /** The key of the Agent API. It never leaves the server. */
  readonly apiKey: string;
  /** Where the Agent API is. Default: `https://api.autessa.com`. */
  readonly apiBase?: string;
  /** Signs the tokens; at least 32 characters, the same for every copy of the relay. */
  readonly secret: string;
  /** The pages that may use the relay. */
  readonly origins: OriginRule;
  /** The agents that may be used: their ids, `'*'` for all, or a rule. */
  readonly agents: readonly number[] | '*' | ((agentId: number) => boolean);
  /** How long a token is good for, in seconds. Default: 300. */
  readonly tokenLifetime?: number;
  /** Whether the browser's `environmentVariables` are passed on. Default: false. */
  readonly allowEnvironmentVariables?: boolean;
  /** Where browsers reach the relay. Default: the `Host` of each request (and `X-Forwarded-Proto`). */
  readonly publicUrl?: string;
  /** The largest body and the largest message of a browser's, in bytes. Default: 16 MiB. */
  readonly bodyLimit?: number;
  /** Looks at a token request (its cookies, say); `null` refuses it. Default: everybody is anonymous. */
  readonly authenticate?: (request: Request, asked: TokenRequest) => Identity | null | Promise<Identity | null>;
  /** Hears what goes wrong. The text holds no key, token, variable or message. Default: nobody. */
  readonly log?: (text: string) => void;
  /** The time, in ms since the epoch. Default: the system's. */
  readonly now?: () => number;
}

/** 16 MiB: base64 of an audio file of some minutes. */
export const defaultBodyLimit = 16 * 1024 * 1024;
