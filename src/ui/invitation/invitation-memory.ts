/** Of what outlives the page: with what else a person chose, it goes when that is cleared. */
const prefix = 'autessa-agent:preference:invitation:';

/** Whom somebody on this page has been invited to talk with, whatever the browser keeps. */
const onThisPage = new Set<string>();

/** That somebody has been invited, which is not done again on the same page, nor for some time after. */
export class InvitationMemory {
  readonly #agent: string;
  readonly #area: () => Storage | undefined;

  /** @param area where it is kept; throws where the browser lets nobody near it */
  constructor(agent: string, area: () => Storage | undefined) {
    this.#agent = agent;
    this.#area = area;
  }

  /** @param every how long to wait before the next one, in ms */
  isTooSoon(every: number): boolean {
    return onThisPage.has(this.#agent) || Math.abs(Date.now() - this.#last) < every;
  }

  remember(): void {
    onThisPage.add(this.#agent);
    try {
      this.#area()?.setItem(prefix + this.#agent, String(Date.now()));
    } catch {
      // Full, or blocked: it holds as long as the page.
    }
  }

  /** In ms since the epoch; `NaN` where nobody knows. */
  get #last(): number {
    try {
      return Number(this.#area()?.getItem(prefix + this.#agent) ?? Number.NaN);
    } catch {
      return Number.NaN;
    }
  }
}
