import { storageArea } from '../base/storage-area.js';

const prefix = 'autessa-agent:preference:';

/**
 * A choice of the person's that is not of one conversation: on or off, kept where conversations are kept, for all agents
 * of a site. Where nothing can be kept it holds as long as the page does.
 */
export class Preference {
  readonly #key: string;
  readonly #persistence: () => string | null | undefined;
  /** What could not be kept. */
  #unkept = false;

  /** @param persistence as the session's; unless it is `none` or `session`, the choice outlives the browser */
  constructor(name: string, persistence: () => string | null | undefined) {
    this.#key = prefix + name;
    this.#persistence = persistence;
  }

  get isOn(): boolean {
    try {
      return this.#unkept || this.#storage?.getItem(this.#key) === 'on';
    } catch {
      // Blocked by the browser.
      return this.#unkept;
    }
  }

  set isOn(isOn: boolean) {
    this.#unkept = false;
    try {
      if (!isOn) this.#storage?.removeItem(this.#key);
      else if (this.#storage) this.#storage.setItem(this.#key, 'on');
      else this.#unkept = true;
    } catch {
      // Blocked or full.
      this.#unkept = isOn;
    }
  }

  get #storage(): Storage | undefined {
    return storageArea(this.#persistence());
  }
}

/** Holds what was done with the panels of all agents: whose it is, sees to it. */
const viewKey = `${prefix}view`;

/** Of a call that is to be offered again, before the id of its conversation. */
export const callPrefix = `${prefix}call:`;

/**
 * Forgets what was chosen, and that there was a call. Where the browser blocks its storages, nothing is in them.
 *
 * @param conversationId what belongs to another conversation stays
 */
export function forgetPreferences(conversationId: string | undefined): void {
  const isAnothers = (key: string): boolean => key === viewKey || (key.startsWith(callPrefix) && key !== `${callPrefix}${conversationId}`);
  for (const storage of storages()) {
    for (const key of Object.keys(storage)) if (key.startsWith(prefix) && !isAnothers(key)) storage.removeItem(key);
  }
}

function storages(): readonly Storage[] {
  try {
    return [localStorage, sessionStorage];
  } catch {
    return [];
  }
}
