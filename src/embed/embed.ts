/** A script that is about to place an element tells the page; one that has placed it already prevents that. */
const asking = 'autessa-embed';

/** Consent managers read the category of a script from its `data-consent` (CookieHub); a text that is agreed to is more than a word. */
const category = /^[\w,|-]+$/;

/**
 * Puts an `<autessa-agent>` on the script's page, with each `data-…` attribute of the script as an attribute of the
 * element, and loads the element's code. A page has one for each agent, however often the script runs, and keeps it when
 * a router gives the page another body.
 *
 * @param script whose attributes count, and from whose folder, unless `data-assets-base` names another, the code comes
 */
export function embed(script: Element | null): void {
  const agentId = script?.getAttribute('data-agent-id');
  if (!script || agentId == null) return warn('embed.js finds no script with data-agent-id: add it to the script element that loads embed.js');
  const page = script.ownerDocument;
  const element = page.createElement('autessa-agent');
  for (const { name, value } of script.attributes) {
    if (name.startsWith('data-') && (name !== 'data-consent' || !category.test(value))) element.setAttribute(name.slice('data-'.length), value);
  }
  const findOther = (): Element | undefined =>
    [...page.querySelectorAll('autessa-agent')].find((each) => each !== element && each.getAttribute('agent-id') === agentId);
  const keep = (): void => {
    const other = findOther();
    // A router's copy of a page has a copy of the element in it; this one knows the conversation.
    if (other) other.replaceWith(element);
    else if (!page.body?.contains(element)) page.body?.append(element);
  };
  const start = (): void => {
    // One that ran before may have its element out of the page in this moment: it is asked, and answers.
    if (!page.dispatchEvent(new CustomEvent(asking, { detail: agentId, cancelable: true })) || findOther()) return;
    keep();
    page.addEventListener(asking, (event) => {
      if ((event as CustomEvent<string>).detail !== agentId) return;
      event.preventDefault();
      keep();
    });
    new MutationObserver(keep).observe(page.documentElement, { childList: true });
    page.addEventListener('turbo:render', keep);
  };
  if (page.body) start();
  else page.addEventListener('DOMContentLoaded', start, { once: true });
  void load(script);
}

/** An import, unlike a script element, needs no Trusted Types policy, and brings this script's own nonce along. */
async function load(script: Element): Promise<void> {
  const folder = script.getAttribute('data-assets-base')?.replace(/\/*$/, '/') ?? script.getAttribute('src');
  const help = 'data-assets-base on the script names the folder that has it';
  if (folder === null) return warn(`embed.js does not know where autessa-agent.js is: ${help}`);
  const address = new URL('autessa-agent.js', new URL(folder, document.baseURI)).href;
  try {
    await import(address);
  } catch (error) {
    warn(`embed.js could not load ${address}: ${help}`, error);
  }
}

function warn(message: string, ...details: readonly unknown[]): void {
  console.warn(`<autessa-agent> ${message}`, ...details);
}
