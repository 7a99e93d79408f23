import { expect } from '@open-wc/testing';
import { Recorder } from '../../src/ui/panel/attachments/recorder.js';
import { toneFile } from '../support/sounds.js';
import { answeredStage } from '../support/extras.js';
import { control, stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';
// Loaded when needed; here beforehand, so that a test need not wait for what it does not test.
import '../../src/ui/panel/attachments/tray-view.js';
import { expectAccessible } from '../support/accessible.js';

interface Traffic {
  readonly messages: readonly { readonly message: { readonly input: readonly { readonly inputType: string; readonly content?: string; readonly base64EncodedData?: string }[] } }[];
}

const transferOf = (...files: File[]) => {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  return transfer;
};
const drop = (all: Stage, file: File, type = 'drop') =>
  all.part('log').dispatchEvent(new DragEvent(type, { dataTransfer: transferOf(file), bubbles: true, cancelable: true, composed: true }));
/** Drags a file over the panel, as long as it takes to show that it may be dropped. */
const dragOver = (all: Stage) =>
  until(() => {
    drop(all, toneFile(), 'dragover');
    return all.root.querySelector('.drop')?.textContent === 'Drop audio files here';
  }, 'a place to drop it');
const ready = (all: Stage, count = 1) => until(() => all.parts('attachment').length === count && all.root.querySelectorAll('.attachment time').length === count, 'read');

describe('panel: audio files', () => {
  it('come by a drop, with their length and a waveform, and are sent with the text', async () => {
    const all = await answeredStage();
    await dragOver(all);
    expect(drop(all, toneFile(2)), 'the page does not open it').to.equal(false);
    await ready(all);
    expect(all.root.querySelector('.drop')).to.equal(null);
    expect(all.part('attachment').textContent.replace(/\s+/g, ' ').trim()).to.equal('tone.wav 0:02');
    expect(all.root.querySelector('.waveform path')?.getAttribute('d')).to.match(/^(M[\d.]+ [\d.]+v[\d.]+){40}$/);
    expect(all.button('Send').disabled).to.equal(false);
    all.say('What is this?');
    await all.answered(2);
    expect(all.parts('attachment')).to.have.length(0);
    const { messages } = await control<Traffic>(`agents/${all.agentId}/traffic`);
    expect(messages[1]?.message.input.map(({ inputType, content }) => content ?? inputType)).to.deep.equal(['AUDIO', 'What is this?']);
    expect(all.parts('message-user').at(-1)!.textContent).to.contain('tone.wav').and.to.contain('What is this?');
  });

  it('are sent alone, too', async () => {
    const all = await answeredStage();
    await dragOver(all);
    drop(all, toneFile());
    await ready(all);
    all.button('Send').click();
    await all.answered(2);
    const { messages } = await control<Traffic>(`agents/${all.agentId}/traffic`);
    expect(messages[1]?.message.input).to.have.length(1);
    expect(all.button('Send').disabled).to.equal(true);
  });

  it('come by a paste; text is pasted as ever', async () => {
    const all = await answeredStage();
    await dragOver(all);
    const paste = (data: DataTransfer) => all.input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true, composed: true }));
    const text = new DataTransfer();
    text.setData('text/plain', 'Hello');
    expect(paste(text)).to.equal(true);
    const files = transferOf(toneFile());
    // WebKit hands no files on in an event that a script makes.
    if (new ClipboardEvent('paste', { clipboardData: files }).clipboardData?.files.length !== 1) return;
    paste(files);
    await ready(all);
  });

  it('can be chosen, listened to and taken away', async () => {
    const all = await answeredStage();
    const chosen: HTMLInputElement[] = [];
    const { click } = HTMLInputElement.prototype;
    HTMLInputElement.prototype.click = function (this: HTMLInputElement) {
      chosen.push(this);
    };
    all.part('attach').click();
    await until(() => chosen.length > 0 || all.root.querySelector('.ways'));
    if (chosen.length === 0) all.root.querySelector<HTMLElement>('.ways button')!.click();
    HTMLInputElement.prototype.click = click;
    const [input] = chosen;
    expect([input!.type, input!.accept, input!.multiple]).to.deep.equal(['file', 'audio/*', true]);
    input!.files = transferOf(toneFile(0.5, 'one.wav'), toneFile(0.5, 'two.wav')).files;
    input!.dispatchEvent(new Event('change'));
    await ready(all, 2);
    all.button('Play').click();
    expect(all.button('Pause')).to.exist;
    all.button('Pause').click();
    all.button('Remove one.wav').click();
    expect(all.parts('attachment').map((each) => each.ariaLabel ?? each.getAttribute('aria-label'))).to.deep.equal(['two.wav']);
    expect(all.root.activeElement).to.equal(all.input);
  });

  it('say so where they are no audio', async () => {
    const all = await answeredStage();
    await dragOver(all);
    drop(all, new File(['no sound'], 'notes.txt', { type: 'text/plain' }));
    await until(() => all.part('composer').textContent.includes('cannot be read as audio'));
    expect(all.parts('attachment')).to.have.length(0);
    expect(all.button('Send').disabled).to.equal(true);
  });

  it('say so where there is nothing in them', async () => {
    const all = await answeredStage();
    await dragOver(all);
    drop(all, new File([], 'nothing.mp3', { type: 'audio/mpeg' }));
    await until(() => all.part('composer').textContent.includes('This file is empty'));
    expect(all.parts('attachment')).to.have.length(0);
  });

  describe('that have not been read yet', () => {
    const { decodeAudioData } = OfflineAudioContext.prototype;
    let decoded: ((buffer: AudioBuffer) => void) | undefined;
    beforeEach(() => {
      decoded = undefined;
      OfflineAudioContext.prototype.decodeAudioData = () => new Promise((resolve) => (decoded = resolve));
    });
    afterEach(() => {
      OfflineAudioContext.prototype.decodeAudioData = decodeAudioData;
    });
    const slow = () => new File(['OggS', new Uint8Array(999)], 'slow.ogg', { type: 'audio/ogg' });
    const sentEarly = async (): Promise<Stage> => {
      const all = await answeredStage();
      await dragOver(all);
      drop(all, slow());
      await until(() => all.root.querySelector('.attachment progress'), 'how far it is');
      expect(all.root.querySelector('.attachment progress')!.ariaLabel ?? all.root.querySelector('.attachment progress')!.getAttribute('aria-label')).to.equal('Reading the file');
      all.say('What is this?');
      await until(() => all.parts('message-user').at(-1)?.textContent.includes('Uploading: 0'), 'its message waits for it');
      expect(all.parts('attachment')).to.have.length(0);
      expect(all.parts('message-user').at(-1)!.textContent).to.contain('slow.ogg').and.to.contain('What is this?');
      return all;
    };
    const lastInput = async ({ agentId }: Stage) => {
      const { messages } = await control<Traffic>(`agents/${agentId}/traffic`);
      return messages.slice(1).map(({ message }) => message.input.map(({ inputType, content }) => content ?? inputType));
    };

    it('are waited for, with the text', async () => {
      const all = await sentEarly();
      await until(() => decoded, 'the browser is asked');
      decoded!(new AudioBuffer({ length: 48_000, sampleRate: 48_000 }));
      await all.answered(2);
      expect(await lastInput(all)).to.deep.equal([['AUDIO', 'What is this?']]);
    });

    it('can be left out', async () => {
      const all = await sentEarly();
      all.button('Send only the text').click();
      await all.answered(2);
      expect(await lastInput(all)).to.deep.equal([['What is this?']]);
      expect(all.parts('message-user')).to.have.length(2);
    });
  });

  it('can be the first thing that is said: by the button', async function () {
    // Where nothing can be recorded, the browser's own window for files opens at once.
    if (!Recorder.isSupported) this.skip();
    const all = await stage();
    all.part('attach').click();
    await until(() => all.root.querySelector('.ways')?.checkVisibility(), 'the ways to come by audio');
    // To WebKit without a window in front nothing has the focus.
    if (document.hasFocus()) await until(() => all.root.activeElement?.closest('.ways'), 'the focus is on them');
    expect(all.root.querySelector('[part=menu-button]')?.checkVisibility() ?? false).to.equal(false);
  });

  it('can be the first thing that is said: by a drop', async () => {
    const all = await stage();
    expect(drop(all, toneFile(), 'dragover'), 'it may be dropped').to.equal(false);
    expect(drop(all, toneFile()), 'the page does not open it').to.equal(false);
    await ready(all);
    expect(all.root.querySelector('.drop')).to.equal(null);
    all.button('Send').click();
    await all.answered();
    const { messages } = await control<Traffic>(`agents/${all.agentId}/traffic`);
    expect(messages[0]?.message.input.map(({ inputType }) => inputType)).to.deep.equal(['AUDIO']);
  });

  it('can be the first thing that is said: by a paste', async function () {
    const all = await stage();
    const files = new DataTransfer();
    files.items.add(toneFile());
    const paste = new ClipboardEvent('paste', { clipboardData: files, bubbles: true, cancelable: true, composed: true });
    // A script cannot have files pasted in every browser.
    if (paste.clipboardData?.files.length !== 1) this.skip();
    all.input.dispatchEvent(paste);
    await ready(all);
  });

  it('leave what is dragged besides files to the page', async () => {
    const all = await stage();
    const text = new DataTransfer();
    text.setData('text/plain', 'Hello');
    const event = new DragEvent('dragover', { dataTransfer: text, bubbles: true, cancelable: true, composed: true });
    expect(all.part('composer').dispatchEvent(event)).to.equal(true);
  });

  it('are not offered where they are disabled', async () => {
    const all = await answeredStage({ attributes: { 'disabled-features': 'attachments' } });
    await until(() => all.parts('attach').length === 0);
    expect(drop(all, toneFile())).to.equal(true);
  });

  it('leave axe nothing to say', async () => {
    const all = await answeredStage();
    await dragOver(all);
    drop(all, toneFile());
    await ready(all);
    all.part('attach').click();
    await Promise.all(all.root.getAnimations().map(({ finished }) => finished.catch(() => undefined)));
    await expectAccessible(all.element);
  });
});

describe('panel: voice notes', () => {
  let track: MediaStreamTrack | undefined;

  /** A microphone that hears a tone. */
  function plugIn(): void {
    const audio = new AudioContext();
    const tone = new OscillatorNode(audio);
    const destination = audio.createMediaStreamDestination();
    tone.connect(destination);
    tone.start();
    [track] = destination.stream.getTracks();
    replaceMicrophone(() => Promise.resolve(destination.stream));
  }
  function replaceMicrophone(getUserMedia: () => Promise<MediaStream>): void {
    Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia } });
  }
  afterEach(() => void Reflect.deleteProperty(navigator, 'mediaDevices'));

  const record = async (all: Stage): Promise<void> => {
    all.part('attach').click();
    await until(() => all.root.querySelector('.ways'));
    all.root.querySelectorAll<HTMLElement>('.ways button')[1]!.click();
  };

  before(function () {
    // WebKitGTK as it is built here cannot record.
    plugIn();
    if (!Recorder.isSupported) this.skip();
    try {
      expect(new MediaRecorder(new MediaStream([track!])).state).to.equal('inactive');
    } catch {
      this.skip();
    }
  });

  it('are recorded with a waveform, and sent after a look at them', async function () {
    plugIn();
    const all = await answeredStage();
    await record(all);
    await until(() => all.root.querySelector('.is-recording'), 'it records');
    await until(() => all.root.querySelector('.is-recording time')?.textContent === '0:01', 'it lasts');
    all.button('Stop recording').click();
    await until(() => all.root.querySelector('.attachment:not(.is-recording)') ?? all.root.querySelector('.is-failed'), 'a note');
    expect(track?.readyState).to.equal('ended');
    if (all.root.querySelector('.is-failed')) this.skip();
    await ready(all);
    expect(all.part('attachment').textContent).to.contain('Voice note').and.to.match(/0:0[1-9]/);
    all.button('Send').click();
    await all.answered(2);
    expect(all.parts('message-user').at(-1)!.textContent).to.contain('Voice note');
  });

  it('can be discarded, by Escape too, and let the microphone go', async () => {
    for (const discard of [(all: Stage) => all.button('Discard').click(), (all: Stage) => all.button('Stop recording').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }))]) {
      plugIn();
      const all = await answeredStage();
      await record(all);
      await until(() => all.root.querySelector('.is-recording'), 'it records');
      discard(all);
      await until(() => track?.readyState === 'ended', 'the microphone is let go');
      expect(all.parts('attachment')).to.have.length(0);
      expect(all.element.open).to.equal(true);
    }
  });

  it('end when the panel closes', async () => {
    plugIn();
    const all = await answeredStage();
    await record(all);
    await until(() => all.root.querySelector('.is-recording'), 'it records');
    all.element.hide();
    await until(() => track?.readyState === 'ended', 'the microphone is let go');
  });

  it('say what to do where the microphone cannot be used', async () => {
    for (const [name, words] of [['NotAllowedError', 'Allow it'], ['NotFoundError', 'No microphone'], ['NotReadableError', 'Another program']] as const) {
      replaceMicrophone(() => Promise.reject(new DOMException('no', name)));
      const all = await answeredStage();
      await record(all);
      await until(() => all.part('composer').textContent.includes(words), words);
    }
  });
});
