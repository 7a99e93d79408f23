/** An `EventTarget` whose listeners know the class of the event: `Events` maps an event's type to its class. */
export interface TypedEventTarget<Events extends Record<string, Event>> extends EventTarget {
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

type TypedEventTargetConstructor = new <Events extends Record<string, Event>>() => TypedEventTarget<Events>;

/** The plain `EventTarget` at run time; only its types are richer. */
export const TypedEventTarget = EventTarget as unknown as TypedEventTargetConstructor;
