import type { AgentError } from '../base/errors.js';

/**
 * What just happened, for the page. A session dispatches these on itself, and the element once more on itself: an event
 * that has been dispatched belongs to its target, so it can be copied.
 */
export abstract class SessionEvent<Fields extends object = object> extends Event {
  /** The event's name, which each class has. */
  static readonly type: string;
  /** Whether a listener can prevent what it tells of. */
  declare static readonly cancelable?: boolean;
  /** What it tells, as one object: that can be stored, or sent to another page; an event cannot. */
  declare readonly fields: Fields;

  /** @param fields become the event's own */
  constructor(fields: Fields) {
    const { type, cancelable } = new.target;
    super(type, { bubbles: true, composed: true, cancelable: Boolean(cancelable) });
    Object.defineProperty(this, 'fields', { value: fields });
    Object.assign(this, fields);
  }

  /** The same event, not yet dispatched. */
  copy(): Event {
    return new (this.constructor as new (fields: Fields) => Event)(this.fields);
  }
}

/** Something went wrong: with a session, or before there could be one. */
export class AutessaErrorEvent extends SessionEvent<Pick<AutessaErrorEvent, 'error'>> {
  static override readonly type = 'autessa-error';
  declare readonly error: AgentError;
}
