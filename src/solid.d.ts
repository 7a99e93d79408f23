/** Registers the element, and types its tag for Solid, where objects and functions are set by `prop:…`, events by `on:…`. */
import 'solid-js';
import type { AutessaAgentElement } from './ui/element.js';
import type { AutessaEventMap } from './ui/events.js';
import type { AutessaAgentAttributes, AutessaAgentProperties, Handlers } from './frameworks/properties.js';
import './define.js';

type Prefixed<Properties> = { [Name in keyof Properties & string as `prop:${Name}`]?: Properties[Name] };

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'autessa-agent': Omit<HTMLAttributes<AutessaAgentElement>, keyof AutessaAgentProperties> &
        AutessaAgentAttributes & Prefixed<AutessaAgentProperties> & Handlers<AutessaEventMap, 'on:'>;
    }
  }
}
