/** Registers the element, and types its tag for Vue's templates. */
import type { HTMLAttributes } from 'vue';
import type { AutessaAgentElement } from './ui/element.js';
import type { AutessaEventMap } from './ui/events.js';
import type { AutessaAgentAttributes, AutessaAgentProperties } from './frameworks/properties.js';
import './define.js';

/** `@autessa-message` is compiled to `onAutessaMessage`. */
type Listeners = {
  [Type in keyof AutessaEventMap as `on${Capitalize<Camel<Type>>}`]?: (event: AutessaEventMap[Type]) => void;
};
type Camel<Text extends string> = Text extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : Text;

type AutessaAgentTag = new () => {
  $props: Omit<HTMLAttributes, keyof AutessaAgentProperties> & AutessaAgentProperties & AutessaAgentAttributes & Listeners;
  $el: AutessaAgentElement;
};

declare module 'vue' {
  interface GlobalComponents {
    'autessa-agent': AutessaAgentTag;
  }
}
