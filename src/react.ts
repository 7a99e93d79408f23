/** The element as a React component, with typed properties and events. */
import { createComponent, type EventName } from '@lit/react';
import * as React from 'react';
import './define.js';
import { AutessaAgentElement } from './ui/element.js';
import type { AutessaHideEvent, AutessaShowEvent } from './ui/events.js';
import type * as session from './session/events.js';

export const AutessaAgent = createComponent({
  tagName: 'autessa-agent',
  elementClass: AutessaAgentElement,
  react: React,
  events: {
    onReady: 'autessa-ready' as EventName<session.AutessaReadyEvent>,
    onShow: 'autessa-show' as EventName<AutessaShowEvent>,
    onHide: 'autessa-hide' as EventName<AutessaHideEvent>,
    onState: 'autessa-state' as EventName<session.AutessaStateEvent>,
    onConversation: 'autessa-conversation' as EventName<session.AutessaConversationEvent>,
    onBeforeSend: 'autessa-before-send' as EventName<session.AutessaBeforeSendEvent>,
    onMessage: 'autessa-message' as EventName<session.AutessaMessageEvent>,
    onTool: 'autessa-tool' as EventName<session.AutessaToolEvent>,
    onServerMessage: 'autessa-server-message' as EventName<session.AutessaServerMessageEvent>,
    onError: 'autessa-error' as EventName<session.AutessaErrorEvent>,
  },
});
