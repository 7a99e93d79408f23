import type { Message } from '../../../conversation/message.js';
import type { AddressPolicy } from '../../markdown/addresses.js';
import type { Strings } from '../../strings/strings.js';
import type { ReplyViews } from './reply-views.js';

/** What a message's view needs from around it. */
export interface MessageContext {
  readonly strings: () => Strings;
  /** BCP 47 */
  readonly language: () => string;
  /** Where links and images of a new reply may lead. */
  readonly addresses: () => AddressPolicy;
  /** Loads how the kinds of messages look that most conversations never have, and all words. */
  readonly loadNotices: () => Promise<{ readonly noticeView: (element: HTMLElement, context: MessageContext) => (message: Message) => void }>;
  /** Shows parts of a reply otherwise than usual. */
  readonly views: ReplyViews;
  /** Does some work in a task of its own: what is long comes in slices. */
  readonly later: (work: () => void) => void;
  readonly onRetry: (messageId: string) => void;
  /** Says something for the person. */
  readonly send: (text: string) => void;
  /** Takes a message back that has not been sent yet. @returns whether it could. Rejects as the session does */
  readonly cancel: (messageId: string) => Promise<boolean | undefined>;
}
