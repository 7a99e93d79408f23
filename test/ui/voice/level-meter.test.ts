import { expect, nextFrame } from '@open-wc/testing';
import { until } from '../../support/until.js';
import { voiceStage, type VoiceStage } from './voice-stage.js';

const level = (all: VoiceStage, voice: 'input' | 'output') => Number(all.root.querySelector<HTMLElement>('.orb')!.style.getPropertyValue(`--_${voice}`));
/** Whether the levels are asked for in the next few frames. */
const isLooking = async ({ voice }: VoiceStage) => {
  const before = voice.looks;
  for (let frame = 0; frame < 4; frame++) await nextFrame();
  return voice.looks > before;
};

describe('voice: levels', () => {
  it('of both voices are asked for once a frame, and shown without rendering', async () => {
    const all = await voiceStage();
    all.voice.level = { input: 0.25, output: 0.04 };
    all.voice.call();
    await until(() => all.voice.looks > 3);
    const rendered: MutationRecord[] = [];
    const observer = new MutationObserver((records) => rendered.push(...records.filter(({ target }) => !(target as Element).matches('.orb'))));
    observer.observe(all.part('voice-view'), { subtree: true, childList: true, characterData: true, attributes: true });
    await until(() => level(all, 'input') > 0.9);
    await until(() => level(all, 'output') > 0.3 && level(all, 'output') < 0.5);
    all.voice.level = { input: 0, output: 0 };
    await until(() => level(all, 'input') === 0 && level(all, 'output') === 0);
    observer.disconnect();
    expect(rendered).to.have.length(0);
  });

  it('are not asked for while the panel is closed, out of sight, or the call over', async () => {
    const all = await voiceStage({ layout: 'inline' });
    all.voice.call();
    await until(() => isLooking(all));
    all.element.hidden = true;
    await until(async () => !(await isLooking(all)));
    all.element.hidden = false;
    await until(() => isLooking(all));
    all.voice.end();
    await until(async () => !(await isLooking(all)));
    all.voice.call();
    await until(() => isLooking(all));
    all.element.remove();
    await until(async () => !(await isLooking(all)));
  });

  it('are not asked for while a floating panel is closed, and nothing of it is rendered', async () => {
    const all = await voiceStage();
    all.voice.call();
    await until(() => isLooking(all));
    all.element.hide();
    await until(async () => !(await isLooking(all)));
    all.voice.call({}, { voiceState: 'speaking' });
    await nextFrame();
    expect(all.picture).to.equal('listening');
    const mark = () => getComputedStyle(all.part('launcher'), '::after').content;
    expect(mark(), 'a mark of the call').to.equal('""');
    all.element.show();
    await until(() => all.picture === 'speaking');
    await until(() => isLooking(all));
    all.element.hide();
    await all.element.updateComplete;
    all.voice.end();
    await until(() => mark() === 'none');
  });

  it('stand still for who wants nothing to move', async () => {
    const { matchMedia } = window;
    const still = Object.assign(new EventTarget(), { matches: true });
    const wish = (isStill: boolean) => {
      still.matches = isStill;
      still.dispatchEvent(new Event('change'));
    };
    window.matchMedia = (query) => (query.includes('reduced-motion') ? (still as unknown as MediaQueryList) : matchMedia(query));
    try {
      const all = await voiceStage();
      all.voice.level = { input: 0.25, output: 0.25 };
      all.voice.call({}, { voiceState: 'hearing' });
      await until(() => all.picture === 'hearing');
      expect(await isLooking(all)).to.equal(false);
      wish(false);
      await until(() => isLooking(all));
      wish(true);
      await until(async () => !(await isLooking(all)));
      expect(level(all, 'input')).to.equal(0);
    } finally {
      window.matchMedia = matchMedia;
    }
  });

  it('leave no mark on an element that leaves the page', async () => {
    const all = await voiceStage();
    all.voice.call();
    await until(() => isLooking(all));
    const place = all.element.parentElement!;
    all.element.remove();
    await until(() => all.root.querySelector('.has-call, .is-in-call') === null);
    all.voice.end();
    place.append(all.element);
    await until(() => all.parts('voice')[0]?.checkVisibility());
  });
});
