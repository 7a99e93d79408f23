/** The element as a React component, with typed properties and events. */
import { createComponent } from '@lit/react';
import * as React from 'react';
import './define.js';
import { AutessaAgentElement } from './ui/element.js';
import type { AutessaHideEvent, AutessaShowEvent } from './ui/events.js';
import type { AutessaFeedbackEvent } from './ui/panel/extras/feedback-event.js';
import type { SessionEventMap } from './session/events.js';

const events = {
  onReady: 'autessa-ready',
  onShow: 'autessa-show',
  onHide: 'autessa-hide',
  onState: 'autessa-state',
  onConversation: 'autessa-conversation',
  onBeforeSend: 'autessa-before-send',
  onMessage: 'autessa-message',
  onTool: 'autessa-tool',
  onSpeechStart: 'autessa-speech-start',
  onSpeechEnd: 'autessa-speech-end',
  onInterruption: 'autessa-interruption',
  onFeedback: 'autessa-feedback',
  onServerMessage: 'autessa-server-message',
  onError: 'autessa-error',
} as const;

interface EventMap extends SessionEventMap {
  'autessa-show': AutessaShowEvent;
  'autessa-hide': AutessaHideEvent;
  'autessa-feedback': AutessaFeedbackEvent;
}

type EventProps = { readonly [Name in keyof typeof events]?: (event: EventMap[(typeof events)[Name]]) => void };

/** Whatever of the element can be set. */
type ElementProps = Partial<
  Pick<
    AutessaAgentElement,
    | 'agentId' | 'tokenEndpoint' | 'apiBase' | 'variables' | 'versionState' | 'versionNumber' | 'modes' | 'replyMode'
    | 'open' | 'layout' | 'placement' | 'theme' | 'locale' | 'heading' | 'greeting' | 'placeholder' | 'launcherLabel'
    | 'avatar' | 'suggestions' | 'consent' | 'conversationId' | 'persist' | 'userKey' | 'assetsBase'
    | 'disabledFeatures' | 'allowedOrigins' | 'tokenProvider' | 'environmentVariables' | 'strings' | 'session'
  >
>;

export type AutessaAgentProps = ElementProps &
  EventProps &
  Omit<React.HTMLAttributes<AutessaAgentElement>, keyof ElementProps | keyof EventProps>;

/** `<AutessaAgent agentId={123} tokenEndpoint="/token" onMessage={…} />` */
export const AutessaAgent = createComponent({
  tagName: 'autessa-agent',
  elementClass: AutessaAgentElement,
  react: React,
  events,
}) as unknown as React.ForwardRefExoticComponent<AutessaAgentProps & React.RefAttributes<AutessaAgentElement>>;
