import type { WidgetElement } from '../widget-element.js';
import type { Composer } from './composer.js';
import type { Announcer } from './log/announcer.js';
import type { ScrollFollower } from './log/scroll-follower.js';
import type { MessageContext } from './log/message-context.js';
import type { MessageLog } from './log/message-log.js';

/** What a part of the panel sees of what is around it. */
export interface PanelContext {
  readonly element: WidgetElement;
  /** All of the panel. */
  readonly container: HTMLElement;
  readonly composer: Composer;
  readonly log: Pick<MessageLog, 'elementOf'>;
  readonly follower: ScrollFollower;
  readonly announcer: Pick<Announcer, 'isQuiet'>;
  /** What the view of a message needs. */
  readonly messages: MessageContext;
}
