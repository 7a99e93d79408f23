import { SessionEvent } from '../../session/session-event.js';

/** `shown`: about to be; `taken`: the person pressed it, and the panel opens; `dismissed`: they do not want it. */
export type InvitationPhase = 'shown' | 'taken' | 'dismissed';

/** An invitation to talk is about to be shown, which can be prevented, or was answered. */
export class AutessaInvitationEvent extends SessionEvent<Pick<AutessaInvitationEvent, 'phase' | 'text'>> {
  static override readonly type = 'autessa-invitation';
  static override readonly cancelable = true;
  declare readonly phase: InvitationPhase;
  declare readonly text: string;
}
