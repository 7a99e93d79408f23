/** In groups of four, the last of which may be shorter, or in one. Of no more than 34 signs: each is looked at so many times at most. */
const accounts = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[\s-]?[A-Z\d]{4}){2,7}(?:[\s-]?[A-Z\d]{1,3})?(?![\p{L}\p{N}])/gu;

/** A text with blanks in the place of each IBAN, so that none of its digits are taken for something else; as long as before. */
export function withoutAccounts(text: string): string {
  return text.replace(accounts, (account) => (isSound(account) ? ' '.repeat(account.length) : account));
}

/** The check digits of an IBAN (ISO 13616-1): what remains of it, with letters as numbers and its beginning at its end. */
function isSound(account: string): boolean {
  const signs = account.replace(/[\s-]/g, '');
  const number = Array.from(signs.slice(4) + signs.slice(0, 4), (sign) => parseInt(sign, 36)).join('');
  return BigInt(number) % 97n === 1n;
}
