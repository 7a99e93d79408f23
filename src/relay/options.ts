import type { CustomVersion } from '../protocol/content.js';
import type { RateLimits, WithoutStore } from './rate-limits.js';
import type { RelayLog } from './log.js';
import type { OriginRule } from './origins.js';

/** Who the visitor is, as the site's own server knows. */
export interface Identity {
  /**
   * The site's own name for them; their conversations are theirs wherever they come from. Without one they are an
   * anonymous visitor, known again by the conversation that their browser keeps.
   */
  readonly user?: string;
  /**
   * Prompt template variables that the browser cannot change. The token is signed, not encrypted: whoever holds it can
   * read them.
   */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The agent's version for conversations that begin with this token, whatever the browser asks for. */
  readonly version?: CustomVersion;
  /** The site knows that the conversation they ask for is theirs. Default: the id itself must say so. */
  readonly ownsConversation?: boolean;
}

/** What a token is asked for. */
export interface TokenRequest {
  readonly agentId: number;
  /** As the Agent API knows it. That it is asked for does not say that it is theirs. */
  readonly conversationId: string | null;
  /** The page's. */
  readonly origin: string;
}

/** All in seconds. */
export interface Timeouts {
  /** For the head of a request. Default: 10. */
  readonly head: number;
  /** For a whole request, a whole message, and for a browser to read an answer. Default: 60. */
  readonly request: number;
  /** How often either side of a socket is asked whether it is still there. Default: 30. */
  readonly ping: number;
  /** A socket without a message for so long is closed with 1000. Default: 300. */
  readonly idle: number;
  /** How long a socket may outlive its token; it is closed with 4401 at the first pause within that time. Default: 60. */
  readonly grace: number;
}

export interface RelayOptions {
  /** The key of the Agent API. It never leaves the server. */
  readonly apiKey: string;
  /** Where the Agent API is. Default: `https://api.autessa.com`. */
  readonly apiBase?: string;
  /**
   * Signs tokens and conversation ids; at least 32 characters, the same for every copy of the relay. Of several, the
   * first signs and all are accepted.
   */
  readonly secret: string | readonly string[];
  /** The pages that may use the relay. */
  readonly origins: OriginRule;
  /** The agents that may be used: their ids, `'*'` for all, or a rule. */
  readonly agents: readonly number[] | '*' | ((agentId: number) => boolean);
  /** How long a token is good for, in seconds, up to 86,400. Default: 300. */
  readonly tokenLifetime?: number;
  /**
   * Whether `POST /token` hands out tokens. `false` where a site issues its own: there, anybody could get one that names
   * nobody and pins nothing. Default: true.
   */
  readonly tokenEndpoint?: boolean;
  /** The agent's version for conversations whose token pins none, whatever the browser asks for. */
  readonly version?: CustomVersion;
  /** Whether a browser may ask for a version, drafts among them. Default: false. */
  readonly allowVersion?: boolean;
  /** Whether the browser's `environmentVariables` are passed on. Default: false. */
  readonly allowEnvironmentVariables?: boolean;
  /** Whether a conversation is its visitor's alone. Default: true. */
  readonly bindConversations?: boolean;
  /** Where browsers reach the relay. Default: the `Host` of each request (and `X-Forwarded-Proto`). */
  readonly publicUrl?: string;
  /** How many proxies of the site's own stand in front; the client's address is taken from what they add. Default: 0. */
  readonly proxies?: number;
  /** The largest body and the largest message of a browser's, audio and all, in bytes. Default: 512 KiB. */
  readonly bodyLimit?: number;
  /** How much of it may be anything but audio, such as text and variables, in bytes. Default: 64 KiB. */
  readonly textLimit?: number;
  /**
   * How much may be held of what is not whole yet, or not read yet by its browser, in bytes; one address may hold a
   * quarter of it, one visitor a sixteenth. Default: 256 MiB.
   */
  readonly bufferLimit?: number;
  /** How many sockets one visitor may hold at once, at each copy of the relay. Default: 20. */
  readonly socketsPerVisitor?: number;
  /** The same of one IPv4 address or IPv6 /64. Default: 200. */
  readonly socketsPerAddress?: number;
  readonly limits?: Partial<RateLimits>;
  /** Where limits are counted for several copies of the relay. Default: in this one's memory. */
  readonly redisUrl?: string;
  /** What happens while Redis is away. Default: `memory`. */
  readonly withoutRedis?: WithoutStore;
  readonly timeouts?: Partial<Timeouts>;
  /** Lets `/metrics` be read with `Authorization: Bearer …` alone. Default: it is read from this machine alone. */
  readonly metricsToken?: string;
  /** Whether `/metrics` tells of the process too. Default: false. */
  readonly processMetrics?: boolean;
  /** Looks at a token request (its cookies, say); `null` refuses it. Default: everybody is anonymous. */
  readonly authenticate?: (request: Request, asked: TokenRequest) => Identity | null | Promise<Identity | null>;
  /** Hears what happens. No entry holds a key, token, variable or message. Default: nobody. */
  readonly log?: RelayLog;
  /** The time, in ms since the epoch. Default: the system's. */
  readonly now?: () => number;
}

/** In bytes. A widget sends up to 256 KiB of WAV inline, and that in base64. */
export const defaultSizes = { bodyLimit: 512 * 1024, textLimit: 64 * 1024, bufferLimit: 256 * 1024 * 1024 } as const;

export const defaultSockets = { socketsPerVisitor: 20, socketsPerAddress: 200 } as const;

export const defaultTimeouts: Timeouts = { head: 10, request: 60, ping: 30, idle: 300, grace: 60 };
