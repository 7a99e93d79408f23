/** The session without any looks, and the language it speaks: no Lit in its graph. */
export { AgentError, type AgentErrorCode } from './base/errors.js';
export type { AudioFileInput, Message, MessageInput, MessageRole, MessageStatus, Messages, NoticeCode, ToolCall, ToolPhase } from './conversation/message.js';
export type { TranscriptFormat, TranscriptNames } from './conversation/transcript.js';
export * from './protocol/content.js';
export type * from './protocol/logs.js';
export * from './protocol/messages.js';
export * from './protocol/operations.js';
export { AgentSession } from './session/agent-session.js';
export * from './session/events.js';
export type { AgentSessionOptions, SessionIdentity, SessionPorts, SessionSettings, Speaker } from './session/options.js';
export type { Phase } from './session/phases.js';
export type { SessionSnapshot, VoiceState } from './session/snapshot.js';
export type { Caption, VoiceCall } from './session/voice/voice-call.js';
export * from './session/voice/voice-events.js';
export type { PutOptions } from './transport/put-file.js';
export type { RateLimit } from './transport/rate-limit.js';
export type { CallOptions, RestOperations } from './transport/rest-operations.js';
export type { Token, TokenProvider, TokenRequest } from './transport/token-source.js';
