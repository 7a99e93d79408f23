/** When a visitor is invited; each member is one trigger, and the first that comes counts. */
export interface InviteTriggers {
  /** So long after the element is on the page, in ms. */
  readonly after?: number;
  /** Nothing has been pressed, moved or scrolled for so long, in ms. */
  readonly idle?: number;
  /** So much of the page, or of a part of it that is as good as the page, has been scrolled, 0 to 1. */
  readonly scroll?: number;
  /** The pointer leaves the window at its top, where tabs and the address are. */
  readonly exit?: boolean;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Browsers know no longer time, in ms: 24 days. */
const longest = 2 ** 31 - 1;

/** `8s`, `1.5m` or `7d` in ms; nothing where it is no length of time. */
export function readDuration(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/i.exec(text.trim()) ?? [];
  return number === undefined ? undefined : Number(number) * units[unit.toLowerCase()]!;
}

/** `8s, scroll 60%, idle 30s, exit`, or some of them; nothing where there is something else in it. */
export function readTriggers(text: string): InviteTriggers | undefined {
  const all = text.split(',').map(readOne);
  return all.includes(undefined) ? undefined : Object.assign({}, ...all);
}

function readOne(text: string): InviteTriggers | undefined {
  const [first = '', second, ...rest] = text.trim().split(/\s+/);
  if (rest.length > 0) return undefined;
  const isWaiting = (ms: number | undefined): boolean => ms !== undefined && ms <= longest;
  const word = first.toLowerCase();
  if (word === 'exit') return second === undefined ? { exit: true } : undefined;
  if (word === 'idle') {
    const idle = readDuration(second ?? '');
    return isWaiting(idle) ? { idle: idle! } : undefined;
  }
  if (word === 'scroll') {
    const percent = /^(\d{1,3}(?:\.\d+)?)%$/.exec(second ?? '')?.[1];
    return Number(percent) <= 100 ? { scroll: Number(percent) / 100 } : undefined;
  }
  const after = readDuration(first);
  return second === undefined && isWaiting(after) ? { after: after! } : undefined;
}

/** What a visitor does who is there. */
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'scroll', 'touchmove'];

/**
 * Calls back when the first of them comes, once. Nothing is left after that, or when the signal aborts.
 *
 * @param page hears of all that happens on it: a document
 */
export function awaitTrigger({ after, idle, scroll, exit }: InviteTriggers, page: EventTarget, signal: AbortSignal, onCome: () => void): void {
  const waiting = new AbortController();
  const stop = (): void => waiting.abort();
  signal.addEventListener('abort', stop, { once: true, signal: waiting.signal });
  const come = (): void => {
    if (waiting.signal.aborted) return;
    stop();
    onCome();
  };
  const wait = (ms: number, callback: () => void): void => {
    const cancel = (): void => clearTimeout(timer);
    const timer = setTimeout(() => {
      waiting.signal.removeEventListener('abort', cancel);
      callback();
    }, ms);
    waiting.signal.addEventListener('abort', cancel, { once: true });
  };
  const listen = (type: string, listener: (event: Event) => void): void =>
    page.addEventListener(type, listener, { capture: true, passive: true, signal: waiting.signal });
  if (after !== undefined) wait(after, come);
  if (idle !== undefined) {
    let last = Date.now();
    // No timer is set for what happens a hundred times a second: the one that runs sees how long it was quiet.
    const look = (): void => {
      const left = last + idle - Date.now();
      if (left > 0) wait(left, look);
      else come();
    };
    for (const sign of signs) listen(sign, () => (last = Date.now()));
    wait(idle, look);
  }
  if (scroll !== undefined) listen('scroll', ({ target }) => isScrolled(target, scroll) && come());
  if (exit) listen('mouseout', (event) => isLeaving(event as MouseEvent) && come());
}

/** Whether the pointer leaves the window, and at its top. */
function isLeaving({ relatedTarget, clientY }: MouseEvent): boolean {
  return relatedTarget === null && clientY <= 0;
}

/** Whether that is what a visitor reads, and no list within it. */
function isScrolled(target: EventTarget | null, share: number): boolean {
  const box = (target as Partial<Document> | null)?.scrollingElement ?? (target as Element | null);
  if (!box || !(box.clientHeight * 2 >= globalThis.innerHeight)) return false;
  // Browsers stop a fraction of a pixel before the end.
  return box.scrollTop + 1 >= (box.scrollHeight - box.clientHeight) * share;
}
