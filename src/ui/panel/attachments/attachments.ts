import { html, nothing, render, type TemplateResult } from 'lit';
import { AgentError } from '../../../base/errors.js';
import type { AudioFileInput } from '../../../conversation/message.js';
import { wordsFor, fill, type LaterStrings, type Strings } from '../../strings/strings.js';
import { adoptStyles } from '../adopt-styles.js';
import { icon, icons } from '../icons.js';
import type { MessageContext } from '../message-view.js';
import { attachmentsStyles } from './attachments.styles.js';
import { Recorder } from './recorder.js';
import { bars, Player, readSound, type Sound } from './sound.js';
import { clockTime, waveform } from './waveform.js';

/** A longer voice note, in ms, ends by itself. */
const longestNoteMs = 5 * 60_000;

const ownIcons = {
  file: icon('M14 3H6v18h12V7zM14 3v4h4M9.5 17a1.5 1.5 0 1 1 0-.01M11 17v-6l3-1'),
  microphone: icon('M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4'),
  play: icon('M8 5l11 7-11 7z'),
  pause: icon('M8 5v14M16 5v14'),
} as const;

/** Audio that waits to be sent. */
interface Attachment {
  readonly file: Blob;
  readonly name: string;
  /** As soon as it has been read. */
  readonly sound?: Sound;
}

interface Recording {
  readonly recorder: Recorder;
  readonly startedAt: number;
  readonly levels: number[];
}

/**
 * Audio that the person chose, dropped, pasted or recorded, above the text box until it is sent: with its waveform, to
 * be listened to and to be taken away.
 */
export class Attachments {
  readonly #box: HTMLElement;
  readonly #context: MessageContext;
  readonly #onChange: () => void;
  readonly #chooser = document.createElement('input');
  #items: readonly Attachment[] = [];
  #isChoosing = false;
  #isDropping = false;
  #error: AgentError | undefined;
  #recording: Recording | undefined;
  /** Ends what is being asked for or recorded. */
  #recordingLifetime = new AbortController();
  #playing: { readonly item: Attachment; readonly player: Player } | undefined;

  /**
   * @param box is filled with what there is to see
   * @param onChange there is something to send, or no more
   */
  constructor(box: HTMLElement, context: MessageContext, onChange: () => void) {
    this.#box = box;
    this.#context = context;
    this.#onChange = onChange;
    adoptStyles(box.getRootNode() as ShadowRoot, [attachmentsStyles], context.signal);
    Object.assign(this.#chooser, { type: 'file', accept: 'audio/*', multiple: true });
    this.#chooser.addEventListener('change', () => {
      this.add([...(this.#chooser.files ?? [])]);
      this.#chooser.value = '';
    });
    box.addEventListener('keydown', (event) => this.#onKeyDown(event));
    context.signal.addEventListener('abort', () => this.clear(), { once: true });
  }

  /** How many of them can be sent. */
  get count(): number {
    return this.#items.filter(({ sound }) => sound).length;
  }

  /** Offers the ways there are to come by audio; where there is but one, takes it. */
  choose(): void {
    if (!Recorder.isSupported) return this.#chooser.click();
    this.#isChoosing = !this.#isChoosing;
    this.#render();
    this.#box.querySelector<HTMLElement>('.ways button')?.focus();
  }

  /** Shows that files can be dropped, or no more. */
  set isDropping(isDropping: boolean) {
    if (isDropping === this.#isDropping) return;
    this.#isDropping = isDropping;
    this.#render();
  }

  add(files: readonly File[]): void {
    this.#isChoosing = false;
    this.#isDropping = false;
    for (const file of files) void this.#add(file, file.name);
    this.#render();
  }

  /** Hands over what is to be sent, and keeps nothing of it. */
  take(): readonly AudioFileInput[] {
    const input = this.#items.filter(({ sound }) => sound).map(({ file }) => ({ inputType: 'AUDIO', file }) as const);
    this.clear();
    return input;
  }

  /** Nothing runs while nobody looks: a recording ends, and is kept. */
  rest(): void {
    this.#playing?.player.stop();
    if (this.#recording) void this.#finish();
    else this.#recordingLifetime.abort();
  }

  clear(): void {
    this.#playing?.player.stop();
    this.#discard();
    this.#items = [];
    this.#error = undefined;
    this.#isChoosing = false;
    this.#changed();
  }

  async #add(file: Blob, name: string): Promise<void> {
    const item: Attachment = { file, name };
    this.#items = [...this.#items, item];
    this.#error = undefined;
    this.#changed();
    try {
      const sound = await readSound(file);
      this.#items = this.#items.map((each) => (each === item ? { ...item, sound } : each));
    } catch (error) {
      this.#items = this.#items.filter((each) => each !== item);
      this.#fail(AgentError.from(error, 'file-type', 'The file cannot be read'));
    }
    this.#changed();
  }

  #remove(item: Attachment): void {
    if (this.#playing?.item === item) this.#playing.player.stop();
    this.#items = this.#items.filter((each) => each !== item);
    this.#changed();
    this.#focusInput();
  }

  async #record(): Promise<void> {
    this.#isChoosing = false;
    this.#error = undefined;
    this.#recordingLifetime = new AbortController();
    const { signal } = this.#recordingLifetime;
    this.#render();
    try {
      const recorder = await Recorder.start(signal);
      const recording: Recording = { recorder, startedAt: performance.now(), levels: [] };
      this.#recording = recording;
      // The microphone may go away.
      void recorder.ended.then(() => (this.#recording === recording ? this.#finish() : undefined));
      this.#measure(recording);
      this.#box.querySelector<HTMLElement>('.stop-recording')?.focus();
    } catch (error) {
      this.#fail(AgentError.from(error, 'unsupported', 'Nothing can be recorded'));
    }
  }

  /** As long as it is recorded, each frame shows how loud it is. */
  #measure(recording: Recording): void {
    if (this.#recording !== recording) return;
    const { recorder, levels, startedAt } = recording;
    levels.push(recorder.level);
    // Nothing is recorded while nobody looks.
    if (performance.now() - startedAt > longestNoteMs || !this.#box.checkVisibility()) return void this.#finish();
    this.#render();
    requestAnimationFrame(() => this.#measure(recording));
  }

  async #finish(): Promise<void> {
    const recording = this.#recording;
    if (!recording) return;
    this.#recording = undefined;
    const hadFocus = this.#box.contains((this.#box.getRootNode() as ShadowRoot).activeElement);
    const note = await recording.recorder.stop();
    void this.#add(note, this.#strings.voiceNote);
    if (hadFocus) this.#focusInput();
  }

  #discard(): void {
    this.#recordingLifetime.abort();
    const recording = this.#recording;
    this.#recording = undefined;
    void recording?.recorder.stop();
    this.#render();
  }

  #play(item: Attachment, sound: Sound): void {
    const isSame = this.#playing?.item === item;
    this.#playing?.player.stop();
    this.#playing = undefined;
    if (!isSame) {
      const player = new Player(sound, () => {
        if (this.#playing?.player === player) this.#playing = undefined;
        this.#render();
      });
      this.#playing = { item, player };
    }
    this.#render();
  }

  #fail(error: AgentError): void {
    // Who gave up asking need not be told.
    if (error.code !== 'aborted') this.#error = error;
    this.#render();
  }

  #changed(): void {
    this.#render();
    this.#onChange();
  }

  /** They have been loaded together with this. */
  get #strings(): Strings & LaterStrings {
    return this.#context.strings() as Strings & LaterStrings;
  }

  #focusInput(): void {
    this.#box.parentElement?.querySelector('textarea')?.focus();
  }

  /** Escape gives up what is under way; it does not close the panel then. */
  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || (!this.#isChoosing && !this.#recording)) return;
    event.stopPropagation();
    this.#isChoosing = false;
    this.#discard();
    this.#focusInput();
  }

  #render(): void {
    const { attach, record, dropHere } = this.#strings;
    const words = this.#error && wordsFor(this.#strings, this.#error.code);
    render(
      html`${this.#isDropping ? html`<p class="drop">${dropHere}</p>` : nothing}
        ${words ? html`<p class="foot is-failed" role="alert">${words}</p>` : nothing}
        ${this.#isChoosing
          ? html`<div class="ways">
              <button class="suggestion" type="button" @click=${() => this.#chooser.click()}>${ownIcons.file} ${attach}</button>
              <button class="suggestion" type="button" @click=${() => void this.#record()}>${ownIcons.microphone} ${record}</button>
            </div>`
          : nothing}
        ${this.#items.map((item) => this.#itemTemplate(item))} ${this.#recording ? this.#recordingTemplate(this.#recording) : nothing}`,
      this.#box,
    );
  }

  #itemTemplate(item: Attachment): TemplateResult {
    const { play, pause, removeFile } = this.#strings;
    const { name, sound } = item;
    const isPlaying = this.#playing?.item === item;
    const remove = fill(removeFile, { name });
    return html`<div class="attachment" part="attachment" role="group" aria-label=${name}>
      ${sound
        ? html`<button class="icon" type="button" aria-label=${isPlaying ? pause : play} @click=${() => this.#play(item, sound)}>
            ${isPlaying ? ownIcons.pause : ownIcons.play}
          </button>`
        : nothing}
      <span class="attachment-name" dir="auto">${name}</span>
      ${sound ? html`${waveform(sound.peaks)}<time>${clockTime(Math.ceil(sound.audio.duration) * 1_000)}</time>` : nothing}
      <button class="icon" type="button" aria-label=${remove} title=${remove} @click=${() => this.#remove(item)}>${icons.close}</button>
    </div>`;
  }

  #recordingTemplate({ levels, startedAt }: Recording): TemplateResult {
    const { stopRecording, discard, voiceNote } = this.#strings;
    const shown = [...Array.from({ length: bars }, () => 0), ...levels].slice(-bars);
    return html`<div class="attachment is-recording" part="attachment" role="group" aria-label=${voiceNote}>
      <button class="icon" type="button" aria-label=${discard} title=${discard} @click=${() => this.#discard()}>${icons.close}</button>
      ${waveform(shown)}
      <time>${clockTime(performance.now() - startedAt)}</time>
      <button class="icon stop-recording" type="button" aria-label=${stopRecording} title=${stopRecording} @click=${() => void this.#finish()}>
        ${icons.stop}
      </button>
    </div>`;
  }
}
