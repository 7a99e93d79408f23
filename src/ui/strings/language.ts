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

/** The attribute counts through shadow roots, too. */
function nearestLang(element: Element): string | null | undefined {
  const found = element.closest('[lang]');
  const root = element.getRootNode();
  return found ? found.getAttribute('lang') : root instanceof ShadowRoot ? nearestLang(root.host) : undefined;
}
