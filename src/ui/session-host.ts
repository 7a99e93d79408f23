import { AgentError } from '../base/errors.js';
import { loadingError } from '../base/loading-error.js';
import type { AgentSession } from '../session/agent-session.js';
import type { LoggedElement } from './debug.js';
import { identityOf, type Configuration } from './configuration.js';

/** Those whose elements are out of the page for a moment. */
const absent = new Set<SessionHost>();

/**
 * Owns the session of an element: loads the code of one when it is first needed, changes its settings, and lets another
 * take its place when the attributes ask for another conversation. A session that the page brought is only shown.
 */
export class SessionHost {
  readonly #target: LoggedElement;
  readonly #onChange: () => void;
  #configuration: Configuration = { session: undefined, problems: [] };
  #given: AgentSession | undefined;
  #session: AgentSession | undefined;
  /** Whether the session was made here, and so is ended here. */
  #isOwn = false;
  #lifetime = new AbortController();

  /** @param onChange there is another session, or none any more */
  constructor(target: LoggedElement, onChange: () => void) {
    this.#target = target;
    this.#onChange = onChange;
  }

  get current(): AgentSession | undefined {
    return this.#session;
  }

  /** Whether its element is out of the page. If another one comes for the same conversation meanwhile, it is that one's. */
  set isAbsent(isAbsent: boolean) {
    if (isAbsent) absent.add(this);
    else absent.delete(this);
  }

  configure(configuration: Configuration, given: AgentSession | undefined): void {
    const before = this.#identity;
    this.#configuration = configuration;
    const isOther = given !== this.#given || before !== this.#identity;
    this.#given = given;
    if (isOther) this.dispose();
    else if (configuration.session && !given) this.#session?.configure(configuration.session);
  }

  /**
   * @throws {AgentError} `config` where an attribute is missing that no session can do without; `connection` where the
   *   code cannot be loaded
   */
  async load(): Promise<AgentSession> {
    if (this.#session) return this.#session;
    const { signal } = this.#lifetime;
    const { session: options, problems } = this.#configuration;
    if (!options && !this.#given) {
      throw new AgentError('config', `Needed: ${problems.join(', ')}`);
    }
    const { AgentSession, forwardEvents, logOf } = await import('./panel-bundle.js').catch((error: unknown) => {
      throw loadingError(error);
    });
    const log = await logOf(this.#target);
    if (signal.aborted) throw AgentError.aborted();
    // Another call may have been quicker.
    if (this.#session) return this.#session;
    // Attributes may have changed while the code was loading.
    this.#isOwn = this.#given === undefined;
    if (this.#isOwn) for (const other of absent) if (other.#identity === this.#identity) other.dispose();
    this.#session = this.#given ?? new AgentSession(this.#configuration.session ?? options!, log?.ports);
    forwardEvents(this.#session, this.#target, signal);
    this.#onChange();
    return this.#session;
  }

  get #identity(): string | undefined {
    const { session } = this.#configuration;
    return session && identityOf(session);
  }

  /** Ends the session, whose last words are still heard; the next `load` makes another. */
  dispose(): void {
    if (this.#isOwn) this.#session?.dispose();
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    if (!this.#session) return;
    this.#session = undefined;
    this.#onChange();
  }
}
