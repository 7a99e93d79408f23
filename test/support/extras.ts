import { stage, type Stage, type StageOptions } from './stage.js';
import { until } from './until.js';

/** A stage on which something was said and answered, with all that is loaded then. */
export async function answeredStage(options?: StageOptions, text = 'Hello'): Promise<Stage> {
  const all = await stage(options);
  all.say(text);
  await all.answered();
  await until(() => all.parts('menu-button').length === 1, 'the extras are there');
  const hasThumbs = !options?.attributes?.['disabled-features']?.includes('feedback');
  await until(() => !hasThumbs || !all.root.querySelector('.actions') || all.root.querySelector('.action.is-up'), 'the thumbs are there');
  return all;
}

/** Begins a new conversation in the menu. */
export function beginAnew(all: Pick<Stage, 'part'>): void {
  all.part('menu-button').click();
  all.part('restart').click();
}

/** What was written to the clipboard, instead of being written. */
export function watchClipboard(): { readonly written: string[]; readonly restore: () => void } {
  const written: string[] = [];
  replaceClipboard(async (text) => void written.push(text));
  return { written, restore: () => Reflect.deleteProperty(navigator, 'clipboard') };
}

export function replaceClipboard(writeText: (text: string) => Promise<void>): void {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
}

/** Lets the time of an animation be over, as that is what keeps time here. */
export function finishAnimations(element: Element): void {
  for (const animation of element.getAnimations({ subtree: true })) animation.finish();
}
