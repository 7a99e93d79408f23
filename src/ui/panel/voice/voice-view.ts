import { nothing, render, type TemplateResult } from 'lit';
import type { AgentError } from '../../../base/errors.js';
import { positionOf } from '../../../conversation/message.js';
import { errorText } from '../../strings/strings.js';
import { adoptStyles } from '../../adopt-styles.js';
import type { PanelPart } from '../lazy-panel-part.js';
import type { PanelParts } from '../panel-parts.js';
import type { CallSnapshot, VoiceCall } from './call-types.js';
import { callView } from './call-view.js';
import { CaptionMarks } from './caption-marks.js';
import { LevelMeter } from './level-meter.js';
import { aloudView, elsewhereView, interruptedView, troubleView } from './notice-views.js';
import { Orb } from './orb.js';
import { orbStyles } from './orb.styles.js';
import { isNews, present, type Hint, type Picture, type Presentation } from './presenter.js';
import { settingsStyles } from './settings.styles.js';
import { voiceOnlyStyles } from './voice-only.styles.js';
import { voiceStyles } from './voice.styles.js';

/** The longest caption, in UTF-16 units: more than fits in a line. */
const captionLength = 120;

/**
 * The call as people see, hear and touch it, above the composer. It is loaded when there is one. What changes with every
 * frame or word is painted, and never rendered.
 */
export class VoiceView implements PanelPart {
  readonly element = document.createElement('section');
  readonly #panel: PanelParts;
  readonly #view = document.createElement('div');
  /** What is said to people who do not see it. */
  readonly #news = document.createElement('div');
  readonly #orb = new Orb();
  readonly #meter: LevelMeter;
  readonly #marks = new CaptionMarks();
  /** The call that is listened to, and for how long. */
  #call: VoiceCall | undefined;
  #callLifetime = new AbortController();
  #shown: Presentation = { kind: 'nothing' };
  #areDevicesShown = false;
  /** An error that the person has read. */
  #closedError: AgentError | undefined;

  constructor(panel: PanelParts) {
    this.#panel = panel;
    const { element, signal } = panel;
    adoptStyles(element.renderRoot, orbStyles + voiceStyles + settingsStyles + voiceOnlyStyles);
    this.element.className = 'voice';
    this.element.setAttribute('part', 'voice-view');
    this.#view.className = 'voice-card';
    this.#news.className = 'visually-hidden';
    this.#news.role = 'status';
    this.element.append(this.#view, this.#news);
    this.element.addEventListener('keydown', (event) => this.#onKeyDown(event));
    this.#meter = new LevelMeter(this.#orb.element, signal);
    signal.addEventListener('abort', () => this.#end());
  }

  update(): void {
    this.#listen();
    this.#render();
  }

  #end(): void {
    this.#callLifetime.abort();
    this.#marks.clear();
    this.#markCall(false);
  }

  get #snapshot(): CallSnapshot | undefined {
    return this.#call?.call.snapshot;
  }

  /** Follows the call, as long as it is the same one. */
  #listen(): void {
    const { voice } = this.#panel.session ?? {};
    if (voice === this.#call) return;
    this.#callLifetime.abort();
    this.#callLifetime = new AbortController();
    this.#call = voice;
    this.#areDevicesShown = false;
    const { signal } = this.#callLifetime;
    voice?.call.subscribe(() => this.#render(), { signal });
    voice?.subscribe(() => this.#onCaption(), { signal });
    this.#meter.watch(voice && (() => voice.call.levels()));
  }

  #onCaption(): void {
    if (!CaptionMarks.isSupported) this.#render();
    else if (!this.#panel.container.hidden) this.#mark();
  }

  #render(): void {
    const { container, session, log, composer } = this.#panel;
    const snapshot = session?.snapshot;
    const before = pictureIn(this.#shown);
    const canStart = composer.voiceButton !== null;
    this.#shown = present({ snapshot, call: this.#snapshot, hasCall: this.#call !== undefined, canStart, closedError: this.#closedError });
    const after = pictureIn(this.#shown);
    // What is heard need not be read out as well.
    log.announcer.isQuiet = snapshot?.voiceState === 'speaking' || this.#snapshot?.playing !== undefined;
    const keepFocus = this.#focusKeeper(before, after);
    this.#markCall(after !== undefined, after === 'reconnecting');
    if (container.hidden) return;
    this.element.ariaLabel = this.#panel.allStrings.voiceCall;
    const content = this.#template(this.#shown);
    this.element.hidden = content === nothing;
    render(content, this.#view);
    this.#mark();
    keepFocus();
    this.#tell(before, after);
  }

  /** For the looks of what is around; who closes the panel sees that they are still listened to. */
  #markCall(isOn: boolean, isWaiting = false): void {
    const { container } = this.#panel;
    container.classList.toggle('has-call', isOn);
    container.classList.toggle('is-call-waiting', isWaiting);
    const launcher = container.parentElement?.querySelector<HTMLElement>('.launcher');
    launcher?.classList.toggle('is-in-call', isOn);
    if (isOn) launcher?.setAttribute('title', this.#panel.allStrings.voiceCall);
    else launcher?.removeAttribute('title');
  }

  #template(shown: Presentation): TemplateResult | typeof nothing {
    const strings = this.#panel.allStrings;
    const onRetry = (): void => this.#start();
    switch (shown.kind) {
      case 'call':
        return this.#callTemplate(shown.picture, shown.hints);
      case 'aloud':
        this.#orb.show(shown.isBlocked ? 'blocked' : 'speaking', 1);
        return aloudView(shown.isBlocked, this.#orb.element, strings, () => this.#panel.session?.stop());
      case 'elsewhere':
        return elsewhereView(strings, onRetry);
      case 'interrupted':
        return interruptedView(shown.call.endedBy, strings, { onResume: onRetry, onClose: () => shown.call.forget() });
      case 'trouble':
        if (!errorText(strings, shown.error.code)) return nothing;
        return troubleView(shown.error.code, strings, { onRetry, onClose: () => this.#close(shown.error) });
      case 'nothing':
        return nothing;
    }
  }

  #callTemplate(picture: Picture, hints: readonly Hint[]): TemplateResult {
    const { phase, progress: loaded = 1 } = this.#snapshot ?? {};
    // Until then nobody waits for that, but for a microphone.
    const progress = phase === 'live' ? loaded : 1;
    this.#orb.show(picture, progress);
    return callView({
      picture,
      call: this.#call,
      progress,
      hints: hints.map((hint) => this.#hintText(hint)).filter((words) => words !== null),
      caption: CaptionMarks.isSupported ? '' : this.#caption(),
      strings: this.#panel.allStrings,
      language: this.#panel.language,
      orb: this.#orb.element,
      areDevicesShown: this.#areDevicesShown,
      onDevices: () => this.#showDevices(!this.#areDevicesShown),
      onReconnect: () => void this.#panel.session?.reconnect(),
      onEnd: () => this.#panel.session?.stopVoice(),
    });
  }

  #hintText(hint: Hint): string | null {
    if (hint === 'microphone-silent') return this.#panel.allStrings.microphoneSilent;
    return errorText(this.#panel.allStrings, hint === 'no-detection' ? 'vad' : hint.code);
  }

  #caption(): string {
    const { messageId = '', position = 0 } = this.#call?.caption ?? {};
    return withoutMarks(this.#textOf(messageId).slice(Math.max(0, position - captionLength), position));
  }

  #textOf(messageId: string): string {
    const { messages } = this.#panel.snapshot;
    return messages[positionOf(messages, messageId)]?.text ?? '';
  }

  /** Marks in the conversation what has been heard. */
  #mark(): void {
    const caption = this.#call?.caption;
    const body = caption && CaptionMarks.isSupported && this.#panel.log.messages.elementOf(caption.messageId)?.querySelector('.bubble');
    if (body) this.#marks.show(body, this.#textOf(caption.messageId), caption.position);
    else this.#marks.clear();
  }

  #tell(before: Picture | undefined, after: Picture | undefined): void {
    if (!isNews(before, after)) return;
    const { voiceEnded, tapToResume } = this.#panel.allStrings;
    // Why there is none, an alert says.
    const ended = this.#panel.snapshot.voiceError ? '' : voiceEnded;
    this.#news.textContent = after === undefined ? ended : after === 'blocked' ? tapToResume : this.#panel.allStrings[after];
  }

  /** Where the focus is on a button that goes, it moves to what comes in its place. */
  #focusKeeper(before: Picture | undefined, after: Picture | undefined): () => void {
    const { composer, element } = this.#panel;
    const focused = element.renderRoot.activeElement;
    const isHere = this.element.contains(focused);
    const hadFocus = isHere || (focused !== null && focused === composer.voiceButton && before === undefined);
    return () => {
      if (!hadFocus || (isHere && focused?.isConnected) || (!isHere && after === undefined)) return;
      (after ? this.element.querySelector<HTMLElement>('[part=mute]') : composer.voiceButton)?.focus();
    };
  }

  #showDevices(areShown: boolean): void {
    this.#areDevicesShown = areShown;
    this.#render();
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.#areDevicesShown) return;
    // The panel would close.
    event.stopPropagation();
    this.element.querySelector<HTMLElement>('[part=voice-settings-button]')?.focus();
    this.#showDevices(false);
  }

  /** Inside the click, or the browser lets nothing play. What goes wrong is in the snapshot. */
  #start(): void {
    this.#panel.session?.startVoice().catch(() => undefined);
  }

  #close(error: AgentError): void {
    this.#closedError = error;
    this.#render();
  }
}

function pictureIn(shown: Presentation): Picture | undefined {
  return shown.kind === 'call' ? shown.picture : undefined;
}

/** Markdown as it is said: good enough for what passes by in a line. */
function withoutMarks(source: string): string {
  return source.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*_`~#|]+/g, '');
}
