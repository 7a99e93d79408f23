import { isJsonObject } from '../../src/base/json.js';
import type { VersionState } from '../../src/protocol/content.js';

/**
 * The versions of one agent: numbers count up, one is published, those below are archived, the one above is the draft
 * (API document: "Custom Version").
 */
export class Versions {
  #published = 3;

  get published(): number {
    return this.#published;
  }

  /** The draft becomes the published version, and a new draft begins. */
  publish(): void {
    this.#published += 1;
  }

  stateOf(number: number): VersionState | undefined {
    if (!Number.isInteger(number) || number < 1 || number > this.#published + 1) return undefined;
    if (number === this.#published) return 'PUBLISHED';
    return number > this.#published ? 'DRAFT' : 'ARCHIVED';
  }

  /** The number that a request's `version` means, or `undefined` where there is no such version. */
  resolve(version: unknown): number | undefined {
    if (version === undefined || version === null) return this.#published;
    if (!isJsonObject(version)) return undefined;
    const { versionState, versionNumber } = version;
    if (versionNumber === undefined || versionNumber === null) return this.#latest(versionState ?? 'PUBLISHED');
    const state = this.stateOf(versionNumber as number);
    const fits = state !== undefined && (versionState === undefined || versionState === null || versionState === state);
    return fits ? (versionNumber as number) : undefined;
  }

  #latest(state: unknown): number | undefined {
    if (state === 'PUBLISHED') return this.#published;
    if (state === 'DRAFT') return this.#published + 1;
    return state === 'ARCHIVED' ? this.#published - 1 : undefined;
  }
}
