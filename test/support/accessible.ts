import { expect } from '@open-wc/testing';

/** Lets axe look at an element as it is when it has come to rest: while something fades in it has no contrast yet. */
export async function expectAccessible(element: Element): Promise<void> {
  // To WebKit those in a shadow root are not the document's.
  for (const animation of [...document.getAnimations(), ...(element.shadowRoot?.getAnimations() ?? [])]) {
    if (Number.isFinite(animation.effect?.getComputedTiming().endTime)) animation.finish();
  }
  await expect(element).to.be.accessible();
}
