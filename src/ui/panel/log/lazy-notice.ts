import type { Message } from '../../../conversation/message.js';
import type { PanelContext } from '../panel-context.js';

/** A message of a kind that most conversations never have: what it looks like is loaded with the first one. @returns shows its states */
export function lazyNotice(element: HTMLElement, panel: PanelContext): (message: Message) => void {
  let latest: Message;
  let show: ((message: Message) => void) | undefined;
  return (message) => {
    latest = message;
    panel.notices.load()
      .then((notices) => (show ??= notices.noticeView(element, panel))(latest))
      .catch(() => (element.textContent = message.text));
  };
}
