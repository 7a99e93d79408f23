const digit = /^\p{Nd}$/u;
/** Digits in five styles, one after the other, unlike all others. */
const mathematical = 0x1d7ce;

/** The value of a decimal digit of any script, as an ASCII digit: each script has its ten in a row. */
export function valueOfDigit(character: string): string {
  if (character <= '9') return character;
  const code = character.codePointAt(0)!;
  if (code >= mathematical && code < mathematical + 50) return String((code - mathematical) % 10);
  let zero = code;
  while (code - zero < 9 && digit.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}
