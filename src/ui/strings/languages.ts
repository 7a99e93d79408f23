import type { LaterTranslation } from './strings.js';

type Language = () => Promise<{ readonly translation: LaterTranslation }>;

/** Each language is a file of its own, loaded when somebody needs it. */
const languages: Readonly<Record<string, Language>> = {
  en: () => import('./languages/en.js'),
};

/** The words for a language as precise as they are here; English where there are none. @param tag BCP 47 */
export async function loadLanguage(tag: string): Promise<LaterTranslation | undefined> {
  const { language, script } = new Intl.Locale(tag).maximize();
  const load = languages[`${language}-${script}`] ?? languages[language] ?? languages['en'];
  return (await load?.())?.translation;
}
