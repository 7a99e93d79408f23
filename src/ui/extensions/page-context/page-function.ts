import { valuesIn, type ContextValue } from './context-values.js';

/** How long what it promises may take, in ms, before the developer is told. No message waits for it. */
const patienceMs = 5_000;

/** A function of the page that says what goes along with messages. Whatever it does, there are values, or none. */
export class PageFunction {
  readonly #act: () => unknown;
  readonly #onChange: () => void;
  readonly #signal: AbortSignal;
  readonly #told = new Set<string>();
  #values: readonly ContextValue[] = [];
  /** Counts its calls: what an earlier one still promises counts no more. */
  #calls = 0;

  /** @param signal ends all waiting */
  constructor(act: () => unknown, onChange: () => void, signal: AbortSignal) {
    this.#act = act;
    this.#onChange = onChange;
    this.#signal = signal;
  }

  /** What it returned last. */
  get values(): readonly ContextValue[] {
    return this.#values;
  }

  /** Asks it again. What it returns at once is there at once; what it promises, when that is there. */
  call(): void {
    this.#calls += 1;
    const call = this.#calls;
    const isOver = (): boolean => call !== this.#calls || this.#signal.aborted;
    try {
      const returned = (0, this.#act)();
      if (!(returned instanceof Promise)) return this.#take(returned);
      const late = setTimeout(() => this.#tell(`has not settled within ${patienceMs / 1_000} s; messages go without what it promises`), patienceMs);
      const stop = (): void => clearTimeout(late);
      this.#signal.addEventListener('abort', stop);
      const settle = (act: () => void): void => {
        stop();
        this.#signal.removeEventListener('abort', stop);
        if (isOver()) return;
        try {
          act();
        } catch (error) {
          this.#fail(error);
        }
        this.#onChange();
      };
      returned.then((value: unknown) => settle(() => this.#take(value)), (error: unknown) => settle(() => this.#fail(error)));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Nothing at all is nothing to send. */
  #take(returned: unknown): void {
    const values = returned === undefined ? [] : valuesIn(returned);
    if (!values) this.#tell('should return an object, or a promise of one; it returned', returned);
    this.#values = values ?? [];
  }

  #fail(error: unknown): void {
    this.#values = [];
    this.#tell('failed, and nothing of it is sent:', error);
  }

  /** Each cause once. */
  #tell(what: string, ...more: readonly unknown[]): void {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    console.warn(`<autessa-agent> context() ${what}`, ...more);
  }
}
