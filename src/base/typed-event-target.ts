/** Classes of events by type. An interface has no index, so `Record` would not take one. */
type EventMap<Events> = { readonly [Type in keyof Events]: Event };

/** An `EventTarget` whose listeners know the class of the event: `Events` maps an event's type to its class. */
export interface TypedEventTarget<Events extends EventMap<Events>> extends EventTarget {
  addEventListener<Type extends keyof Events & string>(
    type: Type,
    listener: (event: Events[Type]) => void,
    options?: AddEventListenerOptions | boolean,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: AddEventListenerOptions | boolean,
  ): void;
}

type TypedEventTargetConstructor = new <Events extends EventMap<Events>>() => TypedEventTarget<Events>;

/** The plain `EventTarget` at run time; only its types are richer. */
export const TypedEventTarget = EventTarget as unknown as TypedEventTargetConstructor;
