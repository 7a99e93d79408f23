import { isJsonObject, parseJson, textOf } from '../base/json.js';
import { identityOf, readConfiguration } from './configuration.js';
import type { AutessaAgentElement } from './element.js';

/*
 * What a person has done with the panel, apart from what was said: it is there again after a reload. Loaded where there
 * is something of it, and with the first reply or draft.
 */

/** Of the entry in `localStorage`, or in `sessionStorage`; cleared with all other data. */
const key = 'autessa-agent:preference:view';

/** Where the panel takes all of the window, as in its styles, it covers the page only when somebody wants it to. */
const smallWindow = '(max-width: 480px), (max-height: 420px)';

interface View {
  /** What stands in the text box. */
  readonly draft: string;
  /** How many replies have not been read. */
  readonly unread: number;
  readonly isOpen: boolean;
}

/** Shows the panel as the last page left it. What the page itself says of it counts more. */
export function takeUpView(element: AutessaAgentElement): void {
  const identity = identityIn(element);
  const view = identity !== undefined && readAll(element)[identity];
  if (!isJsonObject(view)) return;
  const { unread } = view;
  if (Number.isSafeInteger(unread) && Number(unread) > 0) element.unread = Number(unread);
  if (view['isOpen'] === true && !matchMedia(smallWindow).matches) {
    // Before it is known what was said; who needs it tells where it cannot be loaded.
    import('./panel-bundle.js').then(({ loadRecovery }) => loadRecovery()).catch(() => undefined);
    element.open = true;
  }
  const draft = textOf(view['draft']);
  if (!draft) return;
  const fill = (): void => {
    const input = element.renderRoot.querySelector<HTMLTextAreaElement>('textarea:enabled');
    if (!input) return;
    observer.disconnect();
    // It may be somebody else's by now, or somebody was quicker.
    if (input.value !== '' || identityIn(element) !== identity) return;
    input.value = draft;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  const observer = new MutationObserver(fill);
  observer.observe(element.renderRoot, { subtree: true, childList: true, attributes: true });
  fill();
}

/** Keeps what the next page goes on with; nothing, where nothing has been said or written. */
export function keepView(element: AutessaAgentElement): void {
  const identity = identityIn(element);
  if (identity === undefined) return;
  const { open, unread, messages } = element;
  const draft = element.renderRoot.querySelector('textarea')?.value ?? '';
  const isWorthIt = draft !== '' || (messages.length > 0 && (open || unread > 0));
  const view: View | undefined = isWorthIt ? { draft, unread, isOpen: open } : undefined;
  const { [identity]: _before, ...others } = readAll(element);
  const all = { ...others, ...(view && { [identity]: view }) };
  try {
    if (Object.keys(all).length > 0) areaOf(element)?.setItem(key, JSON.stringify(all));
    else areaOf(element)?.removeItem(key);
  } catch {
    // Full, or blocked: of that the conversation's own store tells.
  }
}

function readAll(element: AutessaAgentElement): Readonly<Record<string, unknown>> {
  try {
    const all = parseJson(areaOf(element)?.getItem(key) ?? '');
    return isJsonObject(all) ? all : {};
  } catch {
    return {};
  }
}

function areaOf({ persist }: AutessaAgentElement): Storage | undefined {
  return persist === 'none' ? undefined : persist === 'session' ? sessionStorage : localStorage;
}

/** What the view is known by; nothing, where the attributes do not suffice. */
export function identityIn(element: AutessaAgentElement): string | undefined {
  const { session } = readConfiguration(element);
  return session && identityOf(session);
}
