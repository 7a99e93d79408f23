import { onNextFrame } from '../../../src/base/frame.js';
import type { Message } from '../../../src/conversation/message.js';
import { addressPolicy } from '../../../src/ui/markdown/addresses.js';
import { loadMarkdown } from '../../../src/ui/markdown/reply-text.js';
import { adoptStyles } from '../../../src/ui/adopt-styles.js';
import { MessageLog } from '../../../src/ui/panel/log/message-log.js';
import type { PanelContext } from '../../../src/ui/panel/panel-context.js';
import { ScrollFollower } from '../../../src/ui/panel/log/scroll-follower.js';
import { styles } from '../../../src/ui/panel/styles.js';
import { english } from '../../../src/ui/strings/english.js';
import type { Strings } from '../../../src/ui/strings/strings.js';

/* A log as the panel has it, in which a reply comes whole or in pieces; laid out and painted. */

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const later = () => new Promise((resolve) => setTimeout(resolve));

function stage() {
  const host = document.createElement('section');
  host.style.cssText = 'position: fixed; inset: 0 auto auto 0; width: 400px; height: 640px;';
  const root = host.attachShadow({ mode: 'open' });
  const lifetime = new AbortController();
  adoptStyles(root, styles.join(''));
  const scroller = root.appendChild(document.createElement('div'));
  scroller.className = 'scroller';
  const box = scroller.appendChild(document.createElement('div'));
  box.className = 'log';
  document.body.append(host);
  const follower = new ScrollFollower(scroller, () => undefined, lifetime.signal);
  const waiting = new Set<() => void>();
  const panel = {
    element: host,
    strings: english as Strings,
    addresses: addressPolicy(),
    language: 'en',
    later: (work: () => void) => {
      waiting.add(work);
      onNextFrame(() =>
        setTimeout(() => {
          waiting.delete(work);
          work();
          follower.keep();
        }),
      );
    },
  };
  const log = new MessageLog(box, panel as object as PanelContext);
  const show = (text: string, status: Message['status']): void => {
    log.update([{ id: 'a', role: 'agent', text, status, at: 0 }]);
    follower.keep();
  };
  const settle = async (): Promise<void> => {
    do {
      await later();
      await frame();
    } while (waiting.size > 0);
    for (let frames = 0; frames < 3; frames += 1) await frame();
  };
  const leave = (): void => {
    lifetime.abort();
    host.remove();
  };
  return { show, settle, leave };
}

/** @param piece how many UTF-16 units come with each frame; 0: all at once. */
async function draw(text: string, piece: number): Promise<void> {
  await loadMarkdown();
  const { show, settle, leave } = stage();
  await settle();
  if (piece > 0) {
    for (let end = piece; end < text.length; end += piece) {
      show(text.slice(0, end), 'streaming');
      await frame();
    }
  }
  show(text, 'done');
  await settle();
  leave();
  await frame();
}

Object.assign(globalThis, { draw });
