import { SessionEvent } from '../../../session/session-event.js';

/** The person follows a link of a reply. Cancelable: where it is prevented, the browser does not. */
export class AutessaLinkEvent extends SessionEvent<Pick<AutessaLinkEvent, 'href'>> {
  static override readonly type = 'autessa-link';
  static override readonly cancelable = true;
  /** The whole address. */
  declare readonly href: string;
}
