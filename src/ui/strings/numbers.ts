import { fill, type Plural } from './strings.js';

/** A text with a count in it, in the plural form and the digits of a language. @param language BCP 47 tag */
export function counted(forms: Plural, count: number, language: string): string {
  const form = forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
  return fill(form, { count: new Intl.NumberFormat(language).format(count) });
}

/** A duration, as in "5 sec". @param ms rounded up to whole seconds, at least one */
export function secondsOf(ms: number, language: string): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'second' }).format(seconds);
}

/** @param share 0 to 1 */
export function percentOf(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent' }).format(share);
}
