/** The classes, without any side effect. */
export { AutessaAgentElement } from './ui/element.js';
export * from './ui/events.js';
export * from './ui/panel/conversation-tools/feedback-event.js';
export type { Renderers, ToolView } from './ui/renderers.js';
export type { Suggestion } from './ui/suggestion.js';
export type { Strings, Translation } from './ui/strings/strings.js';
export * from './headless.js';
