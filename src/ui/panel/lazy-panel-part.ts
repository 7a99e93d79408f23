import { AgentError } from '../../base/errors.js';
import type { AgentSession } from '../../session/agent-session.js';
import { lazyPart, type LazyPart } from '../lazy-part.js';
import type { Part } from '../part.js';
import type { Strings } from '../strings/strings.js';

export interface LazyPanelPartOptions<Loaded extends Part> {
  readonly isNeeded: (session: AgentSession) => unknown;
  readonly load: (session: AgentSession | undefined) => Promise<Loaded>;
  /** It is there, or could not be loaded: `update` is to be called. */
  readonly onChange: () => void;
}

/** A part of the panel that is loaded as soon as the session gives reason to. Once it was needed, it stays. */
export class LazyPanelPart<Loaded extends Part> implements Part {
  readonly #isNeeded: LazyPanelPartOptions<Loaded>['isNeeded'];
  readonly #part: LazyPart<Loaded>;
  #session: AgentSession | undefined;
  #isDisposed = false;

  constructor({ isNeeded, load, onChange }: LazyPanelPartOptions<Loaded>) {
    this.#isNeeded = isNeeded;
    this.#part = lazyPart(async () => {
      const part = await load(this.#session);
      if (!this.#isDisposed) return part;
      part.dispose();
      throw AgentError.aborted();
    }, onChange);
  }

  get current(): Loaded | undefined {
    return this.#part.current;
  }

  /** Whether it was needed and could not be loaded. */
  get hasFailed(): boolean {
    return this.#part.hasFailed;
  }

  update(session: AgentSession | undefined, strings: Strings): void {
    this.#session = session;
    this.prepare();
    this.current?.update(session, strings);
  }

  /** Loads what will be needed as soon as somebody looks. */
  prepare(): void {
    if (!this.current && this.#session && this.#isNeeded(this.#session)) this.#part.request();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.current?.dispose();
  }
}
