import { AgentError } from '../base/errors.js';
import { loadingError } from '../base/loading-error.js';
import { AgentSession } from '../session/agent-session.js';
import { sessionEvents, type SessionEvent } from '../session/events.js';
import type { Configuration } from './configuration.js';
import { identityOf } from './conversation-identity.js';
import { isAwaited, isMaskMissing, switchedOn } from './extensions/extension.js';
import { loadConversation } from './load-conversation.js';
import type { WidgetElement } from './widget-element.js';

/** What is to be shown: a session of the element's own, as the attributes have it, or one that the page brought. */
export interface SessionChoice {
  readonly configuration: Configuration;
  readonly given: AgentSession | undefined;
}

/** Those with a session of their own. */
const owners = new Set<ElementSession>();

/**
 * Owns the session of an element: makes one when it is first needed, changes its settings, and lets another take its place
 * when the attributes ask for another conversation. A session that the page brought is only shown.
 */
export class ElementSession {
  readonly #element: WidgetElement;
  readonly #signal: AbortSignal;
  #choice: SessionChoice;
  #session: AgentSession | undefined;
  #lifetime = new AbortController();
  readonly #followAgain = (): void => this.#element.requestUpdate();

  /** @param signal ends with the element's stay on the page */
  constructor(element: WidgetElement, signal: AbortSignal, choice: SessionChoice) {
    this.#element = element;
    this.#signal = signal;
    this.#choice = choice;
  }

  get current(): AgentSession | undefined {
    return this.#session;
  }

  follow(choice: SessionChoice): void {
    const isOther = !isSame(choice, this.#choice);
    this.#choice = choice;
    if (isOther) this.dispose();
    else if (choice.configuration.session && !choice.given) this.#session?.configure(choice.configuration.session);
    this.#extend().catch((error: unknown) => {
      loadingError(error);
      // Nothing is sent without the mask: whoever writes should not have to wait for the element's next update.
      for (const type of ['input', 'online']) addEventListener(type, this.#followAgain, { once: true, signal: this.#signal });
    });
  }

  /**
   * The session, made if need be.
   *
   * @param asked what was to be shown when somebody asked for it
   * @throws {AgentError} `config` where an attribute is missing that no session can do without; `connection` where what
   *   extends it cannot be loaded; `aborted` where it is another conversation by now, or the element is gone
   */
  async open(asked: SessionChoice): Promise<AgentSession> {
    if (asked.configuration.session?.conversationId !== undefined) loadConversation();
    await this.#extend();
    const { configuration, given } = this.#choice;
    const options = configuration.session;
    if (!options && !given) throw new AgentError('config', `Needed: ${configuration.problems.join(', ')}`);
    if (this.#signal.aborted || !isSame(asked, this.#choice)) throw AgentError.aborted();
    if (this.#session) return this.#session;
    const { signal } = this.#lifetime;
    if (!given) this.#takePlace();
    this.#session = given ?? new AgentSession(options!, this.#element.extensions?.ports);
    forwardEvents(this.#session, this.#element, signal);
    this.#onChange();
    return this.#session;
  }

  /** Ends the session, whose last words are still heard; there may be another one later. */
  dispose(): void {
    if (owners.delete(this)) this.#session?.dispose();
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    if (!this.#session) return;
    this.#session = undefined;
    this.#onChange();
  }

  /** A session of the element's own is told whether anybody looks. */
  setVisible(isShown: boolean): void {
    if (!this.#choice.given) this.#session?.setVisible(isShown);
  }

  /** There is another session, or none any more. */
  #onChange(): void {
    this.#element.unread = 0;
    this.#element.requestUpdate();
  }

  /** Lets what the page has switched on by an attribute follow. Settles when what sending depends on is there. */
  async #extend(): Promise<void> {
    const names = switchedOn(this.#element);
    if (names.length === 0 && !this.#element.extensions) return;
    const following = import('./extensions/extensions.js').then(({ followExtensions }) => followExtensions(this.#element, this.#signal));
    if (names.some(isAwaited)) await following;
    else following.catch(loadingError);
  }

  /** If another one comes for the conversation of an element that is out of the page for a moment, it is that one's. */
  #takePlace(): void {
    for (const other of owners) if (!other.#element.isConnected && isSame(other.#choice, this.#choice)) other.dispose();
    owners.add(this);
  }
}

/** Whether it is the same conversation. */
function isSame(one: SessionChoice, other: SessionChoice): boolean {
  const identity = ({ configuration: { session } }: SessionChoice): string | undefined => session && identityOf(session);
  return one.given === other.given && identity(one) === identity(other);
}

/** Lets everything that a session tells be heard on the element too; who prevents it there, prevents it here. */
function forwardEvents(session: AgentSession, target: WidgetElement, signal: AbortSignal): void {
  for (const { type } of sessionEvents) {
    session.addEventListener(
      type,
      (event) => {
        // Not even the page hears what is to be hidden.
        if ((type === 'autessa-before-send' && isMaskMissing(target)) || !target.dispatchEvent((event as unknown as SessionEvent).copy())) event.preventDefault();
      },
      { signal },
    );
  }
}
