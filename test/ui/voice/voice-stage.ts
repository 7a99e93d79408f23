import { fixtureSync, html, nextFrame } from '@open-wc/testing';
import '../../../src/define.js';
import type { Message } from '../../../src/conversation/message.js';
// Loaded when needed; here beforehand, so that a test need not wait for what it does not test.
import '../../../src/ui/panel/conversation-tools/conversation-tools.js';
import '../../../src/ui/panel/notices/notice-views.js';
import '../../../src/ui/panel/voice/voice-view.js';
import '../../../src/ui/strings/languages/en.js';
import { stageOf, type Stage } from '../../support/stage.js';
import { StagedVoice } from '../../support/staged-voice.js';
import { until } from '../../support/until.js';

const at = Date.UTC(2026, 0, 1);

export const reply = 'The **Ridge 2** weighs 1.9 kg. It stands [up to wind](https://example.com/wind).';

const messages: readonly Message[] = Object.freeze([
  { id: 'question', role: 'user', text: 'Which tent?', status: 'sent', at },
  { id: 'reply', role: 'agent', turn: 'question', text: reply, status: 'done', at },
]);

export interface VoiceStage extends Stage {
  readonly voice: StagedVoice;
  /** What the picture shows. */
  readonly picture: string | undefined;
  /** What is said to people who do not see it. */
  readonly news: string;
  /** Which part has the focus, or whatever its element is. */
  readonly focused: string | undefined;
  /** What is visible of the call, as a person reads it. */
  readonly words: string;
  /** Waits until the view shows what has been set. */
  shown(): Promise<void>;
}

/** An open panel with a session that does as it is told. @param attributes of the element */
export async function voiceStage(attributes: Readonly<Record<string, string>> = {}): Promise<VoiceStage> {
  const voice = new StagedVoice(messages);
  const element = document.createElement('autessa-agent');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.session = voice.session;
  const all = stageOf(element, 7);
  fixtureSync(html`${element}`);
  await element.updateComplete;
  element.show();
  await until(() => all.root.querySelector('.composer') && all.parts('menu-button').length > 0, 'the panel is there');
  const view = () => all.root.querySelector('[part=voice-view]');
  return Object.create(all, {
    voice: { value: voice },
    picture: { get: () => all.root.querySelector<HTMLElement>('.orb')?.dataset.picture },
    news: { get: () => view()?.querySelector(':scope > [role=status]')?.textContent },
    focused: { get: () => all.root.activeElement?.getAttribute('part') ?? all.root.activeElement?.className },
    words: { get: () => (view()?.querySelector('.voice-card')?.textContent ?? '').replace(/\s+/g, ' ').trim() },
    shown: {
      async value() {
        await until(() => view(), 'the view is there');
        await nextFrame();
      },
    },
  }) as VoiceStage;
}
