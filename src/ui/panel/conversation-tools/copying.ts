import type { Message } from '../../../conversation/message.js';
import { copiedPart, plainTextOf, STRUCTURE } from './copied-part.js';
import { elementIn } from './elements.js';
import type { PanelParts } from '../panel-parts.js';

/** Within one of these, nothing is copied but text. */
const TEXT = 'p, td, th, pre, h1, h2, h3, h4, h5, h6';

type WithComposedRanges = Selection & { readonly getComposedRanges?: (options: { shadowRoots: ShadowRoot[] }) => StaticRange[] };
type WithSelection = ShadowRoot & { readonly getSelection?: () => Selection | null };

/** Copies a selection of replies: a table is one in a spreadsheet, a list keeps its numbers, and labels stay out. */
export function copyStructure(panel: PanelParts): void {
  const log = elementIn(panel, '.log');
  log.addEventListener(
    'copy',
    (event) => {
      const range = selectedIn(log);
      const data = event.clipboardData;
      if (event.defaultPrevented || !range || !data || !hasStructure(range)) return;
      const { commonAncestorContainer: common } = range;
      const root = (common instanceof Element ? common : common.parentElement!).closest('table, ol, ul, .markdown, .log') ?? log;
      const part = copiedPart(root.matches('.log') ? root : root.parentElement!, range, root.matches('.log'));
      const text = plainTextOf(part);
      if (!text) return;
      data.setData('text/plain', text);
      data.setData('text/html', part.innerHTML);
      event.preventDefault();
    },
    { signal: panel.signal },
  );
}

/** Puts a message into the clipboard: as it was written, and where it has a structure, as elements that have it, too. */
export async function copyMessage({ text }: Message, bubble: Element | null): Promise<void> {
  const { clipboard } = navigator;
  if (!bubble?.querySelector(STRUCTURE) || !('write' in clipboard)) return clipboard.writeText(text);
  const asBlob = (content: string, type: string): Blob => new Blob([content], { type });
  await clipboard.write([new ClipboardItem({ 'text/plain': asBlob(text, 'text/plain'), 'text/html': asBlob(copiedPart(bubble).innerHTML, 'text/html') })]);
}

/** What is selected of an element's content. */
function selectedIn(log: HTMLElement): Range | undefined {
  const root = log.getRootNode() as WithSelection;
  const selection: WithComposedRanges | null = getSelection();
  const [composed] = selection?.getComposedRanges?.({ shadowRoots: [root] }) ?? [];
  const own = composed ?? rangeOf(root.getSelection?.() ?? selection);
  if (!own) return undefined;
  const range = document.createRange();
  range.selectNodeContents(log);
  if (log.contains(own.startContainer)) range.setStart(own.startContainer, own.startOffset);
  if (log.contains(own.endContainer)) range.setEnd(own.endContainer, own.endOffset);
  return range.collapsed ? undefined : range;
}

function rangeOf(selection: Selection | null): Range | undefined {
  return selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : undefined;
}

function hasStructure(range: Range): boolean {
  const { commonAncestorContainer: common } = range;
  const element = common instanceof Element ? common : common.parentElement!;
  if (element.closest(TEXT)) return false;
  return !!element.closest('table, ol, ul') || [...element.querySelectorAll(STRUCTURE)].some((each) => range.intersectsNode(each));
}
