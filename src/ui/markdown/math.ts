import { nextTask } from '../../base/next-task.js';
import { REACH, TASK_MS } from './limits.js';

/* Where formulas are in a text; loaded with the first text that may have one. */

export interface Formula {
  readonly tex: string;
  readonly isDisplay: boolean;
  /** How much of the text it is, with its marks. */
  readonly length: number;
}

const MARKS: ReadonlyArray<readonly [open: string, close: string, isDisplay: boolean]> = [
  ['$$', '$$', true],
  ['\\[', '\\]', true],
  ['\\(', '\\)', false],
];
/** A dollar, a formula without blanks at its ends, and a dollar that no digit or letter follows. */
const DOLLARS = /\$(?![\s$])((?:\\.|[^$\\\n]){1,400})(?<![\s\\])\$(?![\w$])/y;
/** A word that is no command, nor within braces: between two amounts there is one, in a formula there is none. */
const WORD = /(?<![\\a-z{])[a-z]{4,}/i;

/** The formula that begins at a place. A single dollar begins one only where that can be no amount of money. */
export function scanFormula(text: string, at: number): Formula | undefined {
  for (const [open, close, isDisplay] of MARKS) {
    if (text.slice(at, at + open.length) !== open) continue;
    const end = text.indexOf(close, at + open.length);
    const tex = text.slice(at + open.length, end).trim();
    return end < 0 || !tex || tex.length > REACH ? undefined : { tex, isDisplay, length: end + close.length - at };
  }
  DOLLARS.lastIndex = at;
  const [whole = '', tex = ''] = DOLLARS.exec(text) ?? [];
  const isFormula = /^[a-z]$/i.test(tex) || (/[\\^_=<>+]/.test(tex) && /[a-z\\]/i.test(tex) && !WORD.test(tex));
  return isFormula ? { tex, isDisplay: false, length: whole.length } : undefined;
}

/** Shows the formulas of a block that has been read. */
export function showFormulas(block: Element): void {
  const formulas = [...block.querySelectorAll<HTMLElement>('span.math')];
  if (formulas.length === 0) return;
  shown = shown.then(() => showAll(formulas)).catch(() => undefined);
}

/** Until all formulas so far are shown. */
let shown = Promise.resolve();

async function showAll(formulas: readonly HTMLElement[]): Promise<void> {
  const { showFormula } = await import('./formula.js');
  let start = performance.now();
  for (const formula of formulas) {
    showFormula(formula, formula.dataset['tex']!, formula.dataset['display'] === 'block');
    if (performance.now() - start < TASK_MS) continue;
    await nextTask();
    start = performance.now();
  }
}
