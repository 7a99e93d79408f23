import type { CustomVersion } from '../protocol/content.js';
import type { ConversationDto } from '../protocol/logs.js';
import type { CreateAnswer, ExecuteAnswer, ExecuteRequest, ReviveAnswer, StatusAnswer, UploadLinkAnswer } from '../protocol/operations.js';
import type { PutOptions } from './put-file.js';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Lets the call outlive the page. Default: false. */
  readonly keepalive?: boolean;
}

/**
 * The REST operations of the Agent API (API document: "REST API Endpoints").
 *
 * All reject with an `AgentError`: `token`, `auth` (401, 403), `limited` (429), `offline`, `connection` (no answer, or
 * 5xx), `protocol` (an answer of another shape), `agent` (the answer's `errors`), `aborted`.
 */
export interface RestOperations {
  /** Creates a conversation, with a version of the agent if asked (API document: "Create Conversation"). */
  create(version?: CustomVersion, options?: CallOptions): Promise<CreateAnswer>;
  /** Asks and waits, 180 s at most, for the whole answer, which is always text (API document: "Execute Agent"). */
  execute(request: Omit<ExecuteRequest, 'agentId'>, options?: CallOptions): Promise<ExecuteAnswer>;
  /** Closes a conversation; safe for one that is closed or unknown (API document: "Close Conversation"). */
  close(conversationId: string, options?: CallOptions): Promise<void>;
  /** Reads the whole log (API document: "Get Conversation"). */
  conversation(conversationId: string, options?: CallOptions): Promise<ConversationDto>;
  /** Whether a conversation goes on (API document: "Get Conversation Status"). */
  status(conversationId: string, options?: CallOptions): Promise<StatusAnswer>;
  /** Opens a closed conversation again (API document: "Revive Conversation"). */
  revive(conversationId: string, options?: CallOptions): Promise<ReviveAnswer>;
  /** Where to put a WAV file (API document: "Generate Audio Upload Link"). */
  uploadLink(options?: CallOptions): Promise<UploadLinkAnswer>;
  /**
   * Asks for a link and puts a WAV file there (API document: "Upload the file").
   *
   * @returns the link; its `s3Uri` is what an `AudioInput` names
   * @throws {AgentError} also `upload`
   */
  upload(file: Blob, options?: PutOptions): Promise<UploadLinkAnswer>;
}
