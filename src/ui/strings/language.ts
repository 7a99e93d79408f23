interface Speaker extends Element {
  readonly locale?: string | undefined;
}

/** The language to speak: what `locale` says, else what the nearest `lang` around does, else what the browser does. */
export function languageOf(element: Speaker): string {
  return canonicalTag(element.locale || nearestLang(element) || navigator.language) ?? 'en';
}

/** A BCP 47 tag as it should be written; people also write `pt_BR`. @returns nothing where it is none */
export function canonicalTag(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag.replace('_', '-'))[0];
  } catch {
    return undefined;
  }
}

/**
 * The key of a language in a table of languages: the language alone, and with its script where it is Chinese. Which script that is
 * takes a browser several ms to find out, so none of the others is asked for it.
 *
 * @param tag BCP 47, as `canonicalTag` writes it
 */
export function languageKey(tag: string): string {
  const [language = ''] = tag.split('-');
  return language === 'zh' ? `zh-${new Intl.Locale(tag).maximize().script}` : language;
}

/** The attribute counts through shadow roots, too. */
function nearestLang(element: Element): string | null | undefined {
  const found = element.closest('[lang]');
  const root = element.getRootNode();
  return found ? found.getAttribute('lang') : root instanceof ShadowRoot ? nearestLang(root.host) : undefined;
}
