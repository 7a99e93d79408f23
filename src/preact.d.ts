/** Registers the element, and types its tag for Preact. */
import type { HTMLAttributes } from 'preact';
import type { AutessaAgentElement } from './ui/element.js';
import type { AutessaEventMap } from './ui/events.js';
import type { AutessaAgentAttributes, AutessaAgentProperties, Handlers } from './frameworks/properties.js';
import './define.js';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'autessa-agent': Omit<HTMLAttributes<AutessaAgentElement>, keyof AutessaAgentProperties> &
        AutessaAgentAttributes & AutessaAgentProperties & Handlers<AutessaEventMap, 'on'>;
    }
  }
}
