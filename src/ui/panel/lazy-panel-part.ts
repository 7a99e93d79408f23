import { AgentError } from '../../base/errors.js';
import type { AgentSession } from '../../session/agent-session.js';
import { LazyPart } from '../lazy-part.js';
import type { Part } from '../part.js';
import type { Strings } from '../strings/strings.js';

export interface LazyPanelPartOptions<Loaded extends Part> {
  readonly isNeeded: (session: AgentSession) => unknown;
  readonly load: (session: AgentSession | undefined) => Promise<Loaded>;
  /** It is there, or could not be loaded: `update` is to be called. */
  readonly onChange: () => void;
}

/** A part of the panel that is loaded as soon as the session gives reason to. Once it was needed, it stays. */
export class LazyPanelPart<Loaded extends Part> extends LazyPart<Loaded> implements Part {
  readonly #isNeeded: LazyPanelPartOptions<Loaded>['isNeeded'];
  #session: AgentSession | undefined;
  #isDisposed = false;

  constructor({ isNeeded, load, onChange }: LazyPanelPartOptions<Loaded>) {
    super(async () => {
      const part = await load(this.#session);
      if (!this.#isDisposed) return part;
      part.dispose();
      throw AgentError.aborted();
    }, onChange);
    this.#isNeeded = isNeeded;
  }

  update(session: AgentSession | undefined, strings: Strings): void {
    this.#session = session;
    this.prepare();
    this.current?.update(session, strings);
  }

  /** Loads what will be needed as soon as somebody looks. */
  prepare(): void {
    if (!this.current && this.#session && this.#isNeeded(this.#session)) this.request();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.current?.dispose();
  }
}
