/** The classes, without any side effect. */
export { AutessaAgentElement } from './ui/element.js';
export * from './ui/events.js';
export * from './ui/extensions/handoff/handoff-event.js';
export * from './ui/invitation/invite-event.js';
export * from './ui/panel/judgement/feedback-event.js';
export * from './ui/panel/judgement/rating-event.js';
export * from './ui/panel/conversation-tools/link-event.js';
export * from './ui/panel/notices/suggestion-event.js';
export type { PageContextSource, PageContextValues } from './ui/page-context.js';
export type { Renderers, ToolView } from './ui/renderers.js';
export type { Suggestion } from './ui/suggestion.js';
export type { Strings, Translation } from './ui/strings/strings.js';
export * from './headless.js';
