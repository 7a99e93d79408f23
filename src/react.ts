/** The element as a React component, with typed properties and events; and the types of the plain tag in JSX. */
import './define.js';
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { AutessaAgentAttributes, AutessaAgentProperties, Handlers } from './frameworks/properties.js';
import type { AutessaAgentElement } from './ui/element.js';
import type { AutessaEventMap } from './ui/events.js';

export { AutessaAgent, type AutessaAgentProps } from './frameworks/react-component.js';

type Tag = Omit<DetailedHTMLProps<HTMLAttributes<AutessaAgentElement>, AutessaAgentElement>, keyof AutessaAgentProperties> &
  AutessaAgentAttributes & AutessaAgentProperties & Handlers<AutessaEventMap, 'on'> & { class?: string | undefined };

declare module 'react' {
  // oxlint-disable-next-line typescript/no-namespace -- this is where React looks
  namespace JSX {
    interface IntrinsicElements {
      'autessa-agent': Tag;
    }
  }
}
