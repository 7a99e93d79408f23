import {
  createElement,
  forwardRef,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type ReactNode,
  type RefAttributes,
} from 'react';
import { AutessaAgentElement } from '../ui/element.js';
import { attributeOf } from '../ui/reactive-host.js';
import type { AutessaEventMap } from '../ui/events.js';
import type { AutessaAgentProperties } from './properties.js';

const events = {
  onReady: 'autessa-ready',
  onShow: 'autessa-show',
  onHide: 'autessa-hide',
  onState: 'autessa-state',
  onConversation: 'autessa-conversation',
  onBeforeSend: 'autessa-before-send',
  onMessage: 'autessa-message',
  onTool: 'autessa-tool',
  onAction: 'autessa-action',
  onSpeechStart: 'autessa-speech-start',
  onSpeechEnd: 'autessa-speech-end',
  onInterruption: 'autessa-interruption',
  onCall: 'autessa-call',
  onSuggestion: 'autessa-suggestion',
  onLink: 'autessa-link',
  onInvite: 'autessa-invite',
  onHandoff: 'autessa-handoff',
  onFeedback: 'autessa-feedback',
  onRating: 'autessa-rating',
  onServerMessage: 'autessa-server-message',
  onError: 'autessa-error',
} as const satisfies Record<string, keyof AutessaEventMap>;

type EventProps = { readonly [Name in keyof typeof events]?: ((event: AutessaEventMap[(typeof events)[Name]]) => void) | undefined };

export type AutessaAgentProps = AutessaAgentProperties &
  EventProps & { readonly [Name in `var-${string}`]?: string } & Omit<
    HTMLAttributes<AutessaAgentElement>,
    keyof AutessaAgentProperties | keyof EventProps
  >;

/** Attributes by the property that they set. */
const attributes: ReadonlyMap<string, string> = new Map([
  ...Object.entries(AutessaAgentElement.properties).flatMap(([name, declaration]) => {
    const attribute = attributeOf(name, declaration);
    return attribute === undefined ? [] : [[name, attribute] as const];
  }),
  ['conversationId', 'conversation-id'],
  ['invite', 'invite'],
]);

const properties: ReadonlySet<string> = new Set([...attributes.keys(), ...Object.keys(AutessaAgentElement.properties), 'session']);

/** On a server effects of this kind do nothing, and older versions of React complain of them. */
const useEffectBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/**
 * What React gives the element. Text, numbers and `open` are attributes, so that what a server writes is what a browser
 * would; objects and functions are properties, set as soon as there is an element.
 */
function split(props: AutessaAgentProps) {
  const given: Record<string, unknown> = {};
  const set: Record<string, unknown> = {};
  const handlers: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(props)) {
    const attribute = attributes.get(name);
    if (name in events) handlers[events[name as keyof typeof events]] = value;
    else if (attribute !== undefined && (value === null || !/object|function/.test(typeof value))) given[attribute] = textOf(value);
    else if (properties.has(name)) set[name] = value;
    else given[name === 'className' ? 'class' : name] = value;
  }
  return { given, set, handlers };
}

/** Nothing where there shall be no attribute: React 18 writes `false` as text into those of custom elements. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === false) return undefined;
  return value === true ? '' : String(value);
}

/** `<AutessaAgent agentId={123} tokenEndpoint="/token" onMessage={…} />` */
export const AutessaAgent: ForwardRefExoticComponent<AutessaAgentProps & RefAttributes<AutessaAgentElement>> = forwardRef<
  AutessaAgentElement,
  AutessaAgentProps
>(function AutessaAgent(props, forwarded): ReactNode {
  const own = useRef<AutessaAgentElement | null>(null);
  const handlers = useRef<Record<string, unknown>>({});
  const before = useRef<Record<string, unknown>>({});
  const now = split(props);

  useEffectBeforePaint(() => {
    handlers.current = now.handlers;
    const element = own.current as unknown as Record<string, unknown>;
    // What is an attribute by now has been set by that.
    const gone = Object.keys(before.current).filter((name) => !(name in now.set) && now.given[attributes.get(name) ?? ''] === undefined);
    for (const name of gone) element[name] = undefined;
    for (const [name, value] of Object.entries(now.set)) if (value !== before.current[name]) element[name] = value;
    before.current = now.set;
  });

  useEffectBeforePaint(() => {
    const element = own.current;
    const stop = new AbortController();
    for (const type of Object.values(events)) {
      element?.addEventListener(
        type,
        (event) => {
          const handler = handlers.current[type];
          if (typeof handler === 'function') (handler as (event: Event) => void)(event);
        },
        { signal: stop.signal },
      );
    }
    return () => stop.abort();
  }, []);

  const ref = useCallback(
    (element: AutessaAgentElement | null) => {
      own.current = element;
      if (typeof forwarded === 'function') return forwarded(element);
      if (forwarded) forwarded.current = element;
      return undefined;
    },
    [forwarded],
  );
  return createElement('autessa-agent', { ...now.given, ref });
});
