/** Letters and the invisible marks of direction; what else is strong in Unicode stands next to letters. */
export const STRONG = /[\p{L}\u061c\u200e\u200f]/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** The direction of a text's first strong character, if it has any. */
export function directionOf(text: string): 'ltr' | 'rtl' | undefined {
  const strong = STRONG.exec(text)?.[0];
  if (!strong) return undefined;
  return RIGHT_TO_LEFT.test(strong) ? 'rtl' : 'ltr';
}
