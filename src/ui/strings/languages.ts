import { languageKey } from './language.js';
import type { TranslationFile } from './strings.js';

type Language = () => Promise<{ readonly translation: TranslationFile }>;

/** Each language is a file of its own, loaded when somebody needs it. */
const languages: Readonly<Record<string, Language>> = {
  ar: () => import('./languages/ar.js'),
  de: () => import('./languages/de.js'),
  en: () => import('./languages/en.js'),
  es: () => import('./languages/es.js'),
  fr: () => import('./languages/fr.js'),
  he: () => import('./languages/he.js'),
  hi: () => import('./languages/hi.js'),
  it: () => import('./languages/it.js'),
  ja: () => import('./languages/ja.js'),
  ko: () => import('./languages/ko.js'),
  nl: () => import('./languages/nl.js'),
  pl: () => import('./languages/pl.js'),
  pt: () => import('./languages/pt.js'),
  tr: () => import('./languages/tr.js'),
  'zh-Hans': () => import('./languages/zh-Hans.js'),
};

/** The words for a language as precise as they are here; English where there are none. @param tag BCP 47 */
export async function loadLanguage(tag: string): Promise<TranslationFile | undefined> {
  const load = languages[languageKey(tag)] ?? languages['en'];
  return (await load?.())?.translation;
}
