import { textsIn } from './context-values.js';

/** How long what it promises may take, in ms, before the developer is told. No message waits for it. */
const patienceMs = 5_000;

/** A function of the page that says what goes along with messages. Whatever it does, there are values, or none. */
export class PageFunction {
  /** Another may take its place: what this one returned stays until that one has returned something itself. */
  act: () => unknown;
  readonly #onChange: () => void;
  readonly #signal: AbortSignal;
  readonly #told = new Set<string>();
  #texts: Readonly<Record<string, string>> = {};
  #calls = 0;
  /** The call whose result is there: what an earlier one still promises counts no more. */
  #settled = 0;

  /** @param signal ends all waiting */
  constructor(act: () => unknown, onChange: () => void, signal: AbortSignal) {
    this.act = act;
    this.#onChange = onChange;
    this.#signal = signal;
  }

  /** What it returned last, as text, by name. */
  get texts(): Readonly<Record<string, string>> {
    return this.#texts;
  }

  /** Asks it again. What it returns at once is there at once; what it promises, when that is there. */
  call(): void {
    this.#calls += 1;
    const call = this.#calls;
    try {
      const returned = (0, this.act)();
      if (isPromise(returned)) this.#await(returned, call);
      else this.#settle(call, () => this.#take(returned));
    } catch (error) {
      this.#settle(call, () => this.#fail(error));
    }
  }

  #await(promise: PromiseLike<unknown>, call: number): void {
    const late = setTimeout(() => this.#tell(`has not settled within ${patienceMs / 1_000} s; messages go without what it promises`), patienceMs);
    const stop = (): void => clearTimeout(late);
    this.#signal.addEventListener('abort', stop);
    const end = (act: () => void): void => {
      stop();
      this.#signal.removeEventListener('abort', stop);
      if (this.#settle(call, act)) this.#onChange();
    };
    Promise.resolve(promise).then((value) => end(() => this.#take(value)), (error: unknown) => end(() => this.#fail(error)));
  }

  /** @returns whether that call counts */
  #settle(call: number, act: () => void): boolean {
    if (call < this.#settled || this.#signal.aborted) return false;
    this.#settled = call;
    try {
      act();
    } catch (error) {
      this.#fail(error);
    }
    return true;
  }

  /** Nothing at all is nothing to send. */
  #take(returned: unknown): void {
    const texts = returned === undefined ? {} : textsIn(returned);
    if (!texts) this.#tell('should return an object, or a promise of one; it returned', returned);
    this.#texts = texts ?? {};
  }

  #fail(error: unknown): void {
    this.#texts = {};
    this.#tell('failed, and nothing of it is sent:', error);
  }

  /** Each cause once. */
  #tell(what: string, ...more: readonly unknown[]): void {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    console.warn(`<autessa-agent> context() ${what}`, ...more);
  }
}

/** Of a frame, or of a library that takes its place, a promise is none of this page's. */
function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}
