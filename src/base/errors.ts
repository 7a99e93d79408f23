/**
 * What can go wrong, as a closed list. Each code has its own words for the person in `ui/strings`,
 * so a raw exception text never reaches them.
 */
export type AgentErrorCode =
  /** An attribute or property has a value that cannot be used. */
  | 'config'
  /** The token endpoint (or `tokenProvider`) gave no usable token. */
  | 'token'
  /** The server refused a fresh token (401, 403, close code 4401 or 4403). */
  | 'auth'
  /** Too many requests (429); `retryAfterMs` says how long to wait. */
  | 'limited'
  /** The browser has no network. */
  | 'offline'
  /** The server cannot be reached, or the connection was lost. */
  | 'connection'
  /** The server answered with something that the Agent API does not describe. */
  | 'protocol'
  /** The agent reported an error in `errors`. */
  | 'agent'
  /** The person refused the microphone. */
  | 'mic-denied'
  /** The person closed the question whether the microphone may be used. */
  | 'mic-dismissed'
  /** The operating system keeps the microphone from the browser. */
  | 'mic-system'
  /** There is no microphone. */
  | 'mic-missing'
  /** Another program holds the microphone. */
  | 'mic-busy'
  /** The page's policy, or the frame it is in, forbids the microphone. */
  | 'mic-policy'
  /** Microphones need https. */
  | 'insecure-context'
  /** The browser does not let the page play sound yet. */
  | 'audio-blocked'
  /** Speech detection could not start. */
  | 'vad'
  /** An audio file could not be uploaded. */
  | 'upload'
  /** A file is not audio that can be read. */
  | 'file-type'
  /** A file has nothing in it. */
  | 'file-empty'
  /** An audio file is longer than 25 minutes. */
  | 'file-length'
  /** A function of the page that a tool stands for threw, or did not settle. */
  | 'action'
  /** Nothing can be stored in this browser. */
  | 'storage'
  /** The browser lacks something that is needed. */
  | 'unsupported'
  /** The person or the page ended it. */
  | 'aborted';

export interface AgentErrorOptions {
  /** Whether the same call may succeed later. Default: false. */
  readonly retryable?: boolean;
  /** How long to wait before trying again, in ms. */
  readonly retryAfterMs?: number | undefined;
  /** What was thrown or answered underneath. */
  readonly cause?: unknown;
}

/** The one error type of the public interface. `message` is for developers, `code` for programs. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: AgentErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** How long to wait before trying again, in ms, where the server said so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: AgentErrorCode, message: string, options: AgentErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The error of a call that its `AbortSignal` ended. */
  static aborted(cause?: unknown): AgentError {
    return new AgentError('aborted', 'Aborted', { cause });
  }

  /** Anything thrown, as an `AgentError`: one stays what it is, all else becomes `code`. */
  static from(thrown: unknown, code: AgentErrorCode, message: string, options: AgentErrorOptions = {}): AgentError {
    if (thrown instanceof AgentError) return thrown;
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return AgentError.aborted(thrown);
    return new AgentError(code, message, { ...options, cause: thrown });
  }
}
