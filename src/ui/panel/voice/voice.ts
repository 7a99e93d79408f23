import { nothing, render, type TemplateResult } from 'lit';
import type { AgentError } from '../../../base/errors.js';
import { positionOf } from '../../../conversation/message.js';
import { wordsFor } from '../../strings/strings.js';
import { adoptStyles } from '../adopt-styles.js';
import { callView } from './call-view.js';
import type { CallSnapshot, VoiceCall, VoicePlace, VoiceSession, VoiceStrings } from './context.js';
import { HeardWords } from './heard-words.js';
import { LevelMeter } from './level-meter.js';
import { aloudView, elsewhereView, interruptedView, troubleView } from './notice-views.js';
import { Orb } from './orb.js';
import { orbStyles } from './orb.styles.js';
import { isNews, pictureOf, type Picture } from './picture.js';
import { voiceOnlyStyles } from './voice-only.styles.js';
import { voiceStyles } from './voice.styles.js';

/** The longest caption, in UTF-16 units: more than fits in a line. */
const captionLength = 120;

/**
 * The call as people see, hear and touch it, above the composer. It is loaded when there is one. What changes with every
 * frame or word is painted, and never rendered.
 */
export class Voice {
  readonly #place: VoicePlace;
  readonly #box = document.createElement('section');
  readonly #view = document.createElement('div');
  /** What is said to people who do not see it. */
  readonly #news = document.createElement('div');
  readonly #orb = new Orb();
  readonly #meter: LevelMeter;
  readonly #heard = new HeardWords();
  #session: VoiceSession | undefined;
  /** The call that is listened to, and for how long. */
  #call: VoiceCall | undefined;
  #callLifetime = new AbortController();
  #picture: Picture | undefined;
  #areDevicesShown = false;
  /** An error that the person has read. */
  #closed: AgentError | undefined;

  constructor(place: VoicePlace) {
    this.#place = place;
    const { container, messages: { signal } } = place;
    adoptStyles(container.getRootNode() as ShadowRoot, [orbStyles, voiceStyles, voiceOnlyStyles], signal);
    this.#box.className = 'voice';
    this.#box.setAttribute('part', 'voice-view');
    this.#view.className = 'voice-card';
    this.#news.className = 'visually-hidden';
    this.#news.role = 'status';
    this.#box.append(this.#view, this.#news);
    this.#box.addEventListener('keydown', (event) => this.#onKeyDown(event));
    this.#meter = new LevelMeter(this.#orb.element, signal);
    signal.addEventListener('abort', () => {
      this.#callLifetime.abort();
      this.#heard.clear();
      this.#markCall(false);
    });
  }

  /** The session, its state, or the words are other ones now. */
  update(session: VoiceSession | undefined): void {
    const { container } = this.#place;
    const composer = container.querySelector('[part=composer]');
    // It makes way for a consent, and comes back another one.
    if (composer && composer.previousElementSibling !== this.#box) composer.before(this.#box);
    this.#session = session;
    this.#listen();
    this.#render();
  }

  get #strings(): VoiceStrings {
    return this.#place.messages.strings() as VoiceStrings;
  }

  get #snapshot(): CallSnapshot | undefined {
    return this.#call?.call.snapshot;
  }

  get #isOn(): boolean {
    return this.#picture !== undefined;
  }

  /** Whether a reply is being said without a call. */
  get #isAloud(): boolean {
    const { voiceState } = this.#session?.snapshot ?? {};
    return !this.#session?.voice && (voiceState === 'speaking' || voiceState === 'blocked');
  }

  /** Follows the call, as long as it is the same one. */
  #listen(): void {
    const { voice } = this.#session ?? {};
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
    if (!HeardWords.isSupported) this.#render();
    else if (!this.#place.container.hidden) this.#mark();
  }

  #render(): void {
    const { container, announcer } = this.#place;
    const { snapshot } = this.#session ?? {};
    const before = this.#picture;
    this.#picture = snapshot && !this.#isAloud ? pictureOf(snapshot, this.#snapshot) : undefined;
    // What is heard need not be read out as well.
    announcer.isQuiet = snapshot?.voiceState === 'speaking' || this.#snapshot?.playing !== undefined;
    const keepFocus = this.#focusKeeper(before !== undefined);
    this.#markCall(this.#isOn);
    if (container.hidden) return;
    this.#box.ariaLabel = this.#strings.voiceCall;
    const content = this.#content();
    this.#box.hidden = content === nothing;
    render(content, this.#view);
    this.#mark();
    keepFocus();
    this.#tell(before);
  }

  /** For the looks of what is around; who closes the panel sees that they are still listened to. */
  #markCall(isOn: boolean): void {
    const { container } = this.#place;
    container.classList.toggle('has-call', isOn);
    const launcher = container.parentElement?.querySelector<HTMLElement>('.launcher');
    launcher?.classList.toggle('is-in-call', isOn);
    if (isOn) launcher?.setAttribute('title', this.#strings.voiceCall);
    else launcher?.removeAttribute('title');
  }

  #content(): TemplateResult | typeof nothing {
    const { snapshot } = this.#session ?? {};
    const strings = this.#strings;
    if (!snapshot) return nothing;
    if (this.#picture) return this.#callView(this.#picture);
    if (this.#isAloud) {
      this.#orb.show(snapshot.voiceState === 'blocked' ? 'blocked' : 'speaking', 1);
      return aloudView(snapshot.voiceState === 'blocked', this.#orb.element, strings, () => this.#session?.stop());
    }
    const { voiceError, isCallElsewhere, interruptedCall, conversationId } = snapshot;
    if (isCallElsewhere) return elsewhereView(strings, () => this.#start());
    // Where nobody can begin a call (by the modes, or before a consent) it is no offer.
    const canStart = this.#place.container.querySelector('[part=voice]:enabled') !== null;
    if (canStart && interruptedCall && interruptedCall.conversationId === conversationId) {
      return interruptedView(interruptedCall.endedBy, strings, { onResume: () => this.#start(), onClose: () => interruptedCall.forget() });
    }
    if (!voiceError || voiceError === this.#closed || !wordsFor(strings, voiceError.code)) return nothing;
    return troubleView(voiceError.code, strings, { onRetry: () => this.#start(), onClose: () => this.#close(voiceError) });
  }

  #callView(picture: Picture): TemplateResult {
    const { phase, progress: loaded = 1 } = this.#snapshot ?? {};
    // Until then nobody waits for that, but for a microphone.
    const progress = phase === 'live' ? loaded : 1;
    this.#orb.show(picture, progress);
    return callView({
      picture,
      call: this.#call,
      progress,
      hints: this.#hints(),
      caption: HeardWords.isSupported ? '' : this.#caption(),
      strings: this.#strings,
      language: this.#place.container.querySelector<HTMLElement>('.panel')?.lang || 'en',
      orb: this.#orb.element,
      areDevicesShown: this.#areDevicesShown,
      onDevices: () => this.#showDevices(!this.#areDevicesShown),
      onEnd: () => this.#session?.stopVoice(),
    });
  }

  /** What does not end the call, but makes it another one. */
  #hints(): string[] {
    const strings = this.#strings;
    const { isMicrophoneSilent, detection, talk } = this.#snapshot ?? {};
    const { voiceError } = this.#session?.snapshot ?? {};
    // How to go on without detection is said as long as that is so; that sound is held back, by the state.
    const isSaid = voiceError?.code === 'vad' || voiceError?.code === 'audio-blocked';
    return [
      detection === 'off' && talk === 'push' && wordsFor(strings, 'vad'),
      isMicrophoneSilent && talk !== 'muted' && strings.microphoneSilent,
      voiceError && !isSaid && wordsFor(strings, voiceError.code),
    ].filter((hint) => typeof hint === 'string');
  }

  #caption(): string {
    const { messageId = '', position = 0 } = this.#call?.caption ?? {};
    return withoutMarks(this.#textOf(messageId).slice(Math.max(0, position - captionLength), position));
  }

  #textOf(messageId: string): string {
    const { messages = [] } = this.#session?.snapshot ?? {};
    return messages[positionOf(messages, messageId)]?.text ?? '';
  }

  /** Marks in the conversation what has been heard. */
  #mark(): void {
    const caption = this.#call?.caption;
    const body = caption && HeardWords.isSupported && this.#place.log.elementOf(caption.messageId)?.querySelector('.bubble');
    if (body) this.#heard.show(body, this.#textOf(caption.messageId), caption.position);
    else this.#heard.clear();
  }

  #tell(before: Picture | undefined): void {
    const after = this.#picture;
    if (!isNews(before, after)) return;
    const { voiceEnded, tapToResume } = this.#strings;
    // Why there is none, an alert says.
    const ended = this.#session?.snapshot.voiceError ? '' : voiceEnded;
    this.#news.textContent = after === undefined ? ended : after === 'blocked' ? tapToResume : this.#strings[after];
  }

  /** Where the focus is on a button that goes, it moves to what comes in its place. */
  #focusKeeper(wasOn: boolean): () => void {
    const { container } = this.#place;
    const focused = (this.#box.getRootNode() as ShadowRoot | Document).activeElement;
    const start = container.querySelector<HTMLElement>('[part=voice]');
    const isHere = this.#box.contains(focused);
    const hadFocus = isHere || (focused !== null && focused === start && !wasOn);
    return () => {
      if (!hadFocus || (isHere && focused?.isConnected) || (!isHere && !this.#isOn)) return;
      (this.#isOn ? this.#box.querySelector<HTMLElement>('[part=mute]') : start)?.focus();
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
    this.#box.querySelector<HTMLElement>('[part=voice-settings-button]')?.focus();
    this.#showDevices(false);
  }

  /** Inside the click, or the browser lets nothing play. What goes wrong is in the snapshot. */
  #start(): void {
    this.#session?.startVoice().catch(() => undefined);
  }

  #close(error: AgentError): void {
    this.#closed = error;
    this.#render();
  }
}

/** Markdown as it is said: good enough for what passes by in a line. */
function withoutMarks(source: string): string {
  return source.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*_`~#|]+/g, '');
}
