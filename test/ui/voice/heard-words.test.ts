import { expect } from '@open-wc/testing';
import { MarkdownStream } from '../../../src/ui/markdown/markdown-stream.js';
import { addressPolicy } from '../../../src/ui/markdown/addresses.js';
import { english } from '../../../src/ui/strings/english.js';
import { CaptionMarks, highlightName } from '../../../src/ui/panel/voice/caption-marks.js';
import { SourceCursor } from '../../../src/ui/panel/voice/source-cursor.js';
import { until } from '../../support/until.js';
import { reply, voiceStage } from './voice-stage.js';

function rendered(source: string): { readonly body: HTMLElement; readonly stream: MarkdownStream } {
  const body = document.createElement('div');
  const stream = new MarkdownStream(body, { strings: english, addresses: addressPolicy() });
  stream.append(source);
  return { body, stream };
}

/** The text on the page up to what stands at a position. */
function heardIn(body: HTMLElement, cursor: SourceCursor, source: string, position: number): string {
  const place = cursor.moveTo(source, position);
  if (!place) return '';
  const range = document.createRange();
  range.setStart(body, 0);
  range.setEnd(place.node, place.offset);
  return range.toString().replace(/\s+/g, ' ').trim();
}

const endOf = (source: string, words: string) => source.indexOf(words) + words.length;

describe('voice: where a position in the source is on the page', () => {
  const source = '# Tents\n\nThe **Ridge 2** is [light](https://example.com/light) &amp; `firm`.\n\n1. one\n2. two\n\n```js\nlet a = 1;\n```\n\n| Name | Weight |\n| --- | --- |\n| Ridge | 1.9 kg |\n\nThat is *all*.';

  it('is found through every kind of mark', () => {
    const { body, stream } = rendered(source);
    stream.end();
    const cursor = new SourceCursor(body);
    expect(heardIn(body, cursor, source, 0)).to.equal('');
    expect(heardIn(body, cursor, source, endOf(source, 'The **Ridge 2'))).to.equal('TentsThe Ridge 2');
    expect(heardIn(body, cursor, source, endOf(source, '`firm'))).to.match(/& firm$/);
    expect(heardIn(body, cursor, source, endOf(source, 'two'))).to.match(/two$/);
    expect(heardIn(body, cursor, source, endOf(source, '| Ridge'))).to.match(/Ridge$/);
    expect(heardIn(body, cursor, source, endOf(source, 'That is'))).to.match(/That is$/);
    expect(heardIn(body, cursor, source, source.length)).to.match(/That is all\.$/);
  });

  it('is the same by steps of any size, and backwards', () => {
    const { body, stream } = rendered(source);
    stream.end();
    const at = (position: number) => heardIn(body, new SourceCursor(body), source, position);
    const stepping = new SourceCursor(body);
    for (let position = 0; position <= source.length; position += 3) {
      expect(heardIn(body, stepping, source, position), String(position)).to.equal(at(position));
    }
    expect(heardIn(body, stepping, source, 20)).to.equal(at(20));
  });

  it('is found while the text is still being written', () => {
    const { body, stream } = rendered('');
    const cursor = new SourceCursor(body);
    let written = '';
    for (const piece of source.match(/[^]{1,5}/g)!) {
      written += piece;
      stream.append(piece);
      const heard = heardIn(body, cursor, written, Math.max(0, written.length - 30));
      expect(body.textContent.replace(/\s+/g, ' ').trim().startsWith(heard)).to.equal(true);
    }
    stream.end();
    expect(heardIn(body, cursor, source, source.length)).to.match(/That is all\.$/);
  });

  it('costs the same at the end of a long text as at its beginning', () => {
    const long = 'Some words that are said. '.repeat(4_000);
    const { body, stream } = rendered(long);
    stream.end();
    const cursor = new SourceCursor(body);
    // Each character that is compared is looked for in the source: that is the work.
    const counting = new (class extends String {
      count = 0;
      override slice(start?: number, end?: number): string {
        this.count += 1;
        return super.slice(start, end);
      }
    })(long);
    const looks: number[] = [];
    for (let position = 0; position <= long.length; position += 26) {
      counting.count = 0;
      cursor.moveTo(counting as unknown as string, position);
      looks.push(counting.count);
    }
    expect(Math.max(...looks)).to.be.at.most(40);
  });
});

describe('voice: captions', () => {
  const unheard = () => [...(CSS.highlights.get(highlightName) ?? [])].map((range) => String(range).replace(/\s+/g, ' ').trim());
  const heardTo = (words: string) => ({ messageId: 'reply', position: reply.indexOf(words) + words.length });

  it('mark what has not been heard, and touch no node', async () => {
    if (!CaptionMarks.isSupported) return;
    const all = await voiceStage();
    const bubble = all.part('message-agent').querySelector('.bubble')!;
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => changes.push(...records));
    observer.observe(bubble, { subtree: true, childList: true, characterData: true, attributes: true });
    all.voice.call({ playing: 'reply', caption: heardTo('Ridge') }, { voiceState: 'speaking' });
    await until(() => unheard()[0] === '2 weighs 1.9 kg. It stands up to wind.');
    const orb = all.root.querySelector('.orb');
    all.voice.call({ caption: heardTo('stands') });
    await until(() => unheard()[0] === 'up to wind.');
    all.voice.call({ caption: heardTo('to wind') });
    await until(() => unheard()[0] === '.');
    expect(all.root.querySelector('.orb')).to.equal(orb);
    all.voice.call({ playing: undefined, caption: undefined }, { voiceState: 'listening' });
    await until(() => unheard().length === 0);
    observer.disconnect();
    expect(changes).to.have.length(0);
    expect(CSS.highlights.has(highlightName), 'something is left').to.equal(false);
  });

  it('render nothing from word to word', async () => {
    if (!CaptionMarks.isSupported) return;
    const all = await voiceStage();
    all.voice.call({ playing: 'reply', caption: heardTo('The') }, { voiceState: 'speaking' });
    await until(() => all.picture === 'speaking');
    let renderings = 0;
    // The picture moves with the levels.
    const observer = new MutationObserver((records) => (renderings += records.filter(({ attributeName }) => attributeName !== 'style').length));
    observer.observe(all.part('voice-view'), { subtree: true, childList: true, characterData: true, attributes: true });
    for (const words of ['Ridge', 'weighs', 'kg', 'It', 'stands']) {
      all.voice.call({ caption: heardTo(words) });
      await until(() => unheard()[0] && !unheard()[0]!.includes(words));
    }
    observer.disconnect();
    expect(renderings).to.equal(0);
  });

  it('of two panels on a page do not meet, and leave nothing behind', async () => {
    if (!CaptionMarks.isSupported) return;
    const one = await voiceStage();
    const other = await voiceStage();
    for (const { voice } of [one, other]) voice.call({ playing: 'reply', caption: heardTo('weighs') }, { voiceState: 'speaking' });
    await until(() => unheard().length === 2);
    one.voice.end();
    await until(() => unheard().length === 1);
    other.element.remove();
    await until(() => !CSS.highlights.has(highlightName));
  });

  it('are a line of their own where nothing can be marked', async () => {
    const { highlights } = CSS;
    const { Highlight } = globalThis;
    Reflect.deleteProperty(globalThis, 'Highlight');
    try {
      const all = await voiceStage();
      all.voice.call({ playing: 'reply', caption: heardTo('weighs') }, { voiceState: 'speaking' });
      await until(() => all.root.querySelector('.caption')?.textContent.trim() === 'The Ridge 2 weighs');
    } finally {
      Object.assign(globalThis, { Highlight });
      expect(CSS.highlights).to.equal(highlights);
    }
  });
});
