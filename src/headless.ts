/** The session without any looks, and the language it speaks: no Lit in its graph. */
export { AgentError, type AgentErrorCode } from './base/errors.js';
export type { Message, MessageRole, MessageStatus, Messages, NoticeCode, ToolCall, ToolPhase } from './conversation/message.js';
export type { TranscriptFormat, TranscriptNames } from './conversation/transcript.js';
export * from './protocol/content.js';
export type * from './protocol/logs.js';
export * from './protocol/messages.js';
export * from './protocol/operations.js';
export { AgentSession } from './session/agent-session.js';
export * from './session/events.js';
export type { AgentSessionOptions, SessionIdentity, SessionPorts, SessionSettings } from './session/options.js';
export type { Phase } from './session/phases.js';
export type { SessionSnapshot, VoiceState } from './session/snapshot.js';
export type { RestClient } from './transport/rest-client.js';
export type { Token, TokenProvider, TokenRequest } from './transport/token-source.js';
