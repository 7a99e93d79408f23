import { SessionEvent } from '../../session/session-event.js';

/** `shown`: about to be; `taken`: the person pressed it, and the panel opens; `dismissed`: they do not want it. */
export type InvitePhase = 'shown' | 'taken' | 'dismissed';

/** An invitation to talk is about to be shown, which can be prevented, or was answered. */
export class AutessaInviteEvent extends SessionEvent<Pick<AutessaInviteEvent, 'phase' | 'text'>> {
  static override readonly type = 'autessa-invite';
  static override readonly cancelable = true;
  declare readonly phase: InvitePhase;
  declare readonly text: string;
}
