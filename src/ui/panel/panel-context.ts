import type { Message, MessageInput } from '../../conversation/message.js';
import type { AgentSession } from '../../session/agent-session.js';
import type { SessionSnapshot } from '../../session/snapshot.js';
import type { AddressPolicy } from '../markdown/addresses.js';
import type { AllStrings, Strings } from '../strings/strings.js';
import type { WidgetElement } from '../widget-element.js';
import type { TroubleInput } from './notices/trouble.js';

/** What a part sees of the panel around it: what is so now, and what it can ask for. */
export interface PanelContext {
  /** The page's nodes become its children. */
  readonly element: WidgetElement;
  /** All of the panel. */
  readonly container: HTMLElement;
  /** Ends with the panel, and with it all that a part has begun. */
  readonly signal: AbortSignal;
  /** `undefined` while its code is loading, or where the attributes do not suffice for one. */
  readonly session: AgentSession | undefined;
  readonly snapshot: Readonly<SessionSnapshot>;
  readonly strings: Strings;
  /** For what is loaded together with them. */
  readonly allStrings: AllStrings;
  /** BCP 47 */
  readonly language: string;
  /** Where links and images of a new reply may lead. */
  readonly addresses: AddressPolicy;
  /** What most conversations never show; with it come all strings. */
  readonly notices: NoticesPort;
  /** Does some work in a task of its own: what is long comes in slices. */
  readonly later: (work: () => void) => void;
  /** Says something for the person. */
  readonly send: (input: string | readonly MessageInput[]) => void;
}

/** As much of `Notices` as is needed by what its own views are part of. */
export interface NoticesPort {
  /** `undefined` until they are there. */
  readonly current: NoticeViewsPort | undefined;
  readonly hasFailed: boolean;
  /** Rejects where they cannot be loaded; the next call tries again. */
  load(): Promise<NoticeViewsPort>;
  /** How many characters may be added to a message, or are too many. */
  limitTemplate(left: number, panel: PanelContext): unknown;
}

export interface NoticeViewsPort {
  /** @returns shows the states of a message */
  noticeView(element: HTMLElement, panel: PanelContext): (message: Message) => void;
  /** What stands in the way of the connection, if anything does. */
  troubleTemplate(input: Omit<TroubleInput, 'snapshot'>, panel: PanelContext): unknown;
}
