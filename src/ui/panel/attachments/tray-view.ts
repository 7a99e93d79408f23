import { times } from '../../../base/arrays.js';
import { html, nothing, render, type TemplateResult } from 'lit';
import { AgentError } from '../../../base/errors.js';
import type { MessageInput } from '../../../conversation/message.js';
import { bars, readSpeechFile, type SpeechFile } from '../../../media/files/speech-file.js';
import { errorText, fill, type AllStrings } from '../../strings/strings.js';
import { adoptStyles } from '../../adopt-styles.js';
import { icon, icons } from '../icons.js';
import { microphone } from '../notices/icons.js';
import type { PanelParts } from '../panel-parts.js';
import { Recorder } from './recorder.js';
import { Recording, type Note } from './recording.js';
import { Player } from './sound.js';
import { emptyTray, filesMeant, inputOf, withAttachment, withChanges, withError, withoutAttachment, type Attachment, type Tray } from './tray.js';
import { trayStyles } from './tray.styles.js';
import { clockTime, waveform } from './waveform.js';

const ownIcons = {
  file: icon('M14 3H6v18h12V7zM14 3v4h4M9.5 17a1.5 1.5 0 1 1 0-.01M11 17v-6l3-1'),
  play: icon('M8 5l11 7-11 7z'),
  pause: icon('M8 5v14M16 5v14'),
} as const;

/**
 * Audio that the person chose, dropped, pasted or recorded, above the text box until it is sent: with its waveform, to
 * be listened to and to be taken away.
 */
export class TrayView {
  readonly #panel: PanelParts;
  /** Is filled with what there is to see. */
  readonly #box: HTMLElement;
  readonly #onChange: () => void;
  readonly #chooser = document.createElement('input');
  readonly #recording: Recording;
  #tray: Tray = emptyTray;
  /** Ends the reading of each file that is nobody's any more. */
  readonly #readings = new Map<Blob, AbortController>();
  #playing: { readonly file: Blob; readonly player: Player } | undefined;

  /** @param onChange there is something to send, or no more */
  constructor(panel: PanelParts, box: HTMLElement, onChange: () => void) {
    this.#panel = panel;
    this.#box = box;
    this.#onChange = onChange;
    const { element, signal } = panel;
    adoptStyles(box, trayStyles);
    // Nothing runs while nobody looks.
    element.addEventListener('autessa-hide', () => this.#rest(), { signal });
    this.#recording = new Recording(() => this.#render(), (note) => this.#addNote(note), () => box.checkVisibility());
    Object.assign(this.#chooser, { type: 'file', accept: 'audio/*', multiple: true });
    this.#chooser.addEventListener('change', () => {
      this.#addFiles([...(this.#chooser.files ?? [])]);
      this.#chooser.value = '';
    });
    box.addEventListener('keydown', (event) => this.#onKeyDown(event));
    signal.addEventListener('abort', () => this.clear());
  }

  /** How many of them are to be sent. */
  get count(): number {
    return inputOf(this.#tray).length;
  }

  /** Offers the ways there are to come by audio; where there is but one, takes it. */
  choose(): void {
    if (!Recorder.isSupported) return this.#chooser.click();
    this.#set({ ...this.#tray, isChoosing: !this.#tray.isChoosing });
    this.#box.querySelector<HTMLElement>('.ways button')?.focus();
  }

  /** @param files what is pasted, dropped, or dragged over the panel @param event its type */
  receive(files: readonly File[], event: string): void {
    const isDropping = event === 'dragover';
    if (isDropping !== this.#tray.isDropping) this.#set({ ...this.#tray, isDropping });
    this.#addFiles(filesMeant(files, event));
  }

  /** Hands over what is to be sent with a text, if there is anything, and keeps nothing of it. */
  take(text: string): readonly MessageInput[] | undefined {
    const input = inputOf(this.#tray);
    // What is being read goes on being read, for the message.
    this.#readings.clear();
    this.clear();
    if (input.length === 0) return undefined;
    return text ? [...input, { inputType: 'TEXT', content: text }] : input;
  }

  /** Nothing runs while nobody looks: a recording ends, and is kept. */
  #rest(): void {
    this.#playing?.player.stop();
    void this.#recording.finish();
  }

  clear(): void {
    this.#playing?.player.stop();
    this.#recording.discard();
    for (const reading of this.#readings.values()) reading.abort(AgentError.aborted());
    this.#readings.clear();
    this.#set(emptyTray);
  }

  #addFiles(files: readonly File[]): void {
    for (const file of files) void this.#add({ file, name: file.name });
  }

  #addNote(note: Blob): void {
    void this.#add({ file: note, name: this.#panel.allStrings.voiceNote });
  }

  async #add(attachment: Attachment): Promise<void> {
    const { file } = attachment;
    const reading = new AbortController();
    this.#readings.set(file, reading);
    this.#set(withAttachment(this.#tray, attachment));
    const isThere = (): boolean => this.#tray.items.some((each) => each.file === file);
    const onProgress = (part: number): void => {
      const progress = Math.floor(part * 100) / 100;
      if (progress === this.#tray.items.find((each) => each.file === file)?.progress) return;
      this.#tray = withChanges(this.#tray, file, { progress });
      this.#render();
    };
    try {
      const sound = await readSpeechFile(file, { signal: reading.signal, onProgress });
      if (isThere()) this.#set(withChanges(this.#tray, file, { sound }));
    } catch (error) {
      // Of what has been sent meanwhile, its message tells.
      if (isThere()) this.#set(withError(withoutAttachment(this.#tray, file), AgentError.from(error, 'file-type', 'The file cannot be read').code));
    }
  }

  #remove({ file }: Attachment): void {
    if (this.#playing?.file === file) this.#playing.player.stop();
    this.#readings.get(file)?.abort(AgentError.aborted());
    this.#set(withoutAttachment(this.#tray, file));
    this.#panel.composer.focus();
  }

  async #record(): Promise<void> {
    this.#set({ ...this.#tray, isChoosing: false, error: undefined });
    try {
      await this.#recording.start();
      this.#box.querySelector<HTMLElement>('.stop-recording')?.focus();
    } catch (error) {
      this.#set(withError(this.#tray, AgentError.from(error, 'unsupported', 'Nothing can be recorded').code));
    }
  }

  #discardNote(): void {
    this.#recording.discard();
    this.#render();
  }

  #play({ file }: Attachment, { wav }: SpeechFile): void {
    const isSame = this.#playing?.file === file;
    this.#playing?.player.stop();
    this.#playing = undefined;
    if (!isSame) {
      const player = new Player(wav, () => {
        if (this.#playing?.player === player) this.#playing = undefined;
        this.#render();
      });
      this.#playing = { file, player };
    }
    this.#render();
  }

  #set(tray: Tray): void {
    const { activeElement } = this.#box.getRootNode() as ShadowRoot;
    const hadFocus = this.#box.contains(activeElement);
    this.#tray = tray;
    this.#render();
    // What had the focus is gone.
    if (hadFocus && !this.#box.contains(activeElement)) this.#panel.composer.focus();
    this.#onChange();
  }

  /** Escape gives up what is under way; it does not close the panel then. */
  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || (!this.#tray.isChoosing && !this.#recording.note)) return;
    event.stopPropagation();
    this.#recording.discard();
    this.#set({ ...this.#tray, isChoosing: false });
    this.#panel.composer.focus();
  }

  #render(): void {
    const strings = this.#panel.allStrings;
    const { items, isChoosing, isDropping, error } = this.#tray;
    const { note } = this.#recording;
    const reason = error && errorText(strings, error);
    render(
      html`${isDropping ? html`<p class="drop">${strings.dropHere}</p>` : nothing}
        ${reason ? html`<p class="foot is-failed" role="alert">${reason}</p>` : nothing}
        ${isChoosing
          ? html`<div class="ways">
              <button class="suggestion" type="button" @click=${() => this.#chooser.click()}>${ownIcons.file} ${strings.attach}</button>
              <button class="suggestion" type="button" @click=${() => void this.#record()}>${microphone} ${strings.record}</button>
            </div>`
          : nothing}
        ${items.map((item) => this.#itemTemplate(item, strings))} ${note ? this.#noteTemplate(note, strings) : nothing}`,
      this.#box,
    );
  }

  #itemTemplate(item: Attachment, { play, pause, removeFile, reading }: AllStrings): TemplateResult {
    const { name, sound, progress = 0 } = item;
    const isPlaying = this.#playing?.file === item.file;
    const remove = fill(removeFile, { name });
    return html`<div class="attachment" part="attachment" role="group" aria-label=${name}>
      ${sound
        ? html`<button class="icon" type="button" aria-label=${isPlaying ? pause : play} @click=${() => this.#play(item, sound)}>
            ${isPlaying ? ownIcons.pause : ownIcons.play}
          </button>`
        : nothing}
      <span class="attachment-name" dir="auto">${name}</span>
      ${sound
        ? html`${waveform(sound.peaks)}<time>${clockTime(Math.ceil(sound.durationMs / 1_000) * 1_000)}</time>`
        : html`<progress value=${progress} aria-label=${reading}></progress>`}
      <button class="icon" type="button" aria-label=${remove} title=${remove} @click=${() => this.#remove(item)}>${icons.close}</button>
    </div>`;
  }

  #noteTemplate({ levels, durationMs }: Note, { stopRecording, discard, voiceNote }: AllStrings): TemplateResult {
    const shown = [...times(bars, () => 0), ...levels.slice(-bars)].slice(-bars);
    return html`<div class="attachment is-recording" part="attachment" role="group" aria-label=${voiceNote}>
      <button class="icon" type="button" aria-label=${discard} title=${discard} @click=${() => this.#discardNote()}>${icons.close}</button>
      ${waveform(shown)}
      <time>${clockTime(durationMs)}</time>
      <button class="icon stop-recording" type="button" aria-label=${stopRecording} title=${stopRecording} @click=${() => void this.#recording.finish()}>
        ${icons.stop}
      </button>
    </div>`;
  }
}
