/*
 * What translators of browsers do to a page, as far as a page can see it. They go through open shadow roots, work some
 * time after a text has come, and take no care of who holds on to a node.
 */

/** Stands for a translation: each word is there, and longer than it was. */
const translated = (text: string): string => text.replaceAll(/[^\s«»]+/g, '«$&»');
export const untranslated = (text: string): string => text.replaceAll(/[«»]/g, '');

type Replace = (text: Text) => void;

export const translators: Readonly<Record<string, Replace>> = {
  /** Chrome: two `font` elements take the place of each text. */
  Chrome: (text) => {
    const [outer, inner] = [document.createElement('font'), document.createElement('font')];
    outer.style.verticalAlign = inner.style.verticalAlign = 'inherit';
    inner.append(translated(text.data));
    outer.append(inner);
    text.replaceWith(outer);
  },
  /** Edge: one element with attributes of its own around each text. */
  Edge: (text) => {
    const font = document.createElement('font');
    font.setAttribute('_mstmutation', '1');
    text.replaceWith(font);
    text.data = translated(text.data);
    font.append(text);
  },
  /** Safari: another text takes the place of each. */
  Safari: (text) => text.replaceWith(translated(text.data)),
  /** Firefox: each text becomes another one. */
  Firefox: (text) => (text.data = translated(text.data)),
};

/** Translates what is there and what comes, until the signal. @returns how many texts were translated so far */
export function translate(root: Node, replace: Replace, signal: AbortSignal): () => number {
  let count = 0;
  let isDue = false;
  const work = (): void => {
    isDue = false;
    if (signal.aborted) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) {
      const text = walker.currentNode as Text;
      const isWanted = text.parentElement?.closest('[translate=no], style, textarea') === null;
      if (isWanted && text.data !== translated(untranslated(text.data))) texts.push(text);
    }
    for (const text of texts) {
      text.data = untranslated(text.data);
      replace(text);
      count += 1;
    }
    observer.takeRecords();
  };
  const onChange = (): void => {
    if (!isDue) setTimeout(work, 20);
    isDue = true;
  };
  const observer = new MutationObserver(onChange);
  observer.observe(root, { subtree: true, childList: true, characterData: true });
  signal.addEventListener('abort', () => observer.disconnect());
  onChange();
  return () => count;
}
