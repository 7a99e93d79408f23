import { isEnabled } from '../../configuration.js';
import { create } from '../../dom.js';
import type { FenceViews, MarkdownOptions } from '../../markdown/options.js';
import { ownRenderer } from '../../renderers.js';
import type { PanelContext } from '../panel-context.js';

/** How the text of a reply is shown in a panel. */
export function replyOptions(panel: PanelContext): MarkdownOptions {
  const { element, strings, addresses, later } = panel;
  return { strings, addresses, later, fences: fenceViews(panel), math: isEnabled(element, 'math'), colours: isEnabled(element, 'highlight') };
}

/** Which fenced blocks are shown otherwise than as code: by the page, or by views that are loaded with the first of them. */
function fenceViews(panel: PanelContext): FenceViews {
  const { element } = panel;
  return {
    host: element,
    has: (language) =>
      !!ownRenderer(element.renderers?.fence, language) || /^(?:choices|card)$/.test(language) || (language === 'math' && isEnabled(element, 'math')),
    show(language, text, info, showCode) {
      const box = create('div', { class: 'view' });
      import('./fence-views.js')
        .then(({ showFence }) => showFence({ language, text, info }, box, panel))
        .then((isShown) => isShown || showCode())
        .catch(showCode);
      return box;
    },
  };
}
