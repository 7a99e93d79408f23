/** Variables of the environment, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one, and keeps what is wrong with them for one message in the end. */
export class EnvironmentReader {
  readonly problems: string[] = [];
  readonly #env: Environment;
  readonly #known = new Set<string>();

  constructor(env: Environment) {
    this.#env = env;
  }

  /** Trimmed; `''` where it is not set. */
  text(name: string): string {
    this.#known.add(name);
    return this.#env[name]?.trim() ?? '';
  }

  /** Variables that begin like settings and are none: most likely a name that was mistyped. */
  unknown(form: RegExp): readonly string[] {
    return Object.keys(this.#env).filter((name) => form.test(name) && !this.#known.has(name));
  }

  required(name: string, hint: string): string {
    const value = this.text(name);
    if (value === '') this.problems.push(`${name} is missing: ${hint}`);
    return value;
  }

  /** `undefined` where it is not set. */
  optional(name: string): string | undefined {
    return this.text(name) || undefined;
  }

  integer(name: string, fallback: number, least: number, most: number): number {
    const text = this.text(name) || String(fallback);
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    this.problems.push(`${name} must be a whole number from ${least} to ${most}`);
    return fallback;
  }

  /** An address without a slash at its end. @param schemes as `https`; the first is the one to recommend */
  address(name: string, schemes: readonly string[]): string | undefined {
    const value = this.text(name);
    if (value === '') return undefined;
    const scheme = URL.canParse(value) ? new URL(value).protocol.slice(0, -1) : '';
    if (!schemes.includes(scheme)) this.problems.push(`${name} must be an address that starts with ${schemes.map((one) => `${one}://`).join(' or ')}`);
    return value.replace(/\/+$/, '');
  }

  flag(name: string, fallback: boolean): boolean {
    return this.oneOf(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true';
  }

  oneOf<Word extends string>(name: string, words: readonly Word[], fallback: Word): Word {
    const value = this.text(name) || fallback;
    const known = words.find((word) => word === value);
    if (known === undefined) this.problems.push(`${name} must be ${words.join(' or ')}`);
    return known ?? fallback;
  }

  list(name: string, hint: string): readonly string[] {
    return this.required(name, hint)
      .split(',')
      .flatMap((entry) => entry.trim() || []);
  }
}
