/** The panel is about to open. Cancelable. */
export class AutessaShowEvent extends Event {
  constructor() {
    super('autessa-show', { bubbles: true, composed: true, cancelable: true });
  }
}

/** The panel is about to close. Cancelable. */
export class AutessaHideEvent extends Event {
  constructor() {
    super('autessa-hide', { bubbles: true, composed: true, cancelable: true });
  }
}
