import { AgentError } from '../base/errors.js';
import type { State, StateOptions } from '../base/state.js';
import { tellDeveloper } from '../base/tell-developer.js';
import { AudioPath } from './audio-path.js';
import { voiceAssets, weightsBytes, type VoiceAssets } from './assets.js';
import type { AudioChunk, Call, CallOptions, CallSnapshot, PlayedSpan } from './call.js';
import type { CallPorts } from './call-ports.js';
import { createCallState } from './call-state.js';
import type { CapturedFrame } from './capture/capture-engine.js';
import { Microphone } from './capture/microphone.js';
import type { DetectorReport } from './detection/serve-detector.js';
import { startDetector } from './detection/start-detector.js';
import { setAudioSession } from './devices/audio-session.js';
import { watchDevices, type DeviceList } from './devices/devices.js';
import { keepAwake } from './devices/wake-lock.js';
import { Speaker } from './playback/speaker.js';
import { Talk } from './talk.js';

/** Zeros for as many frames are no room, but a switch: three seconds. */
const silentFrames = 94;

/** Joins the parts of a call. They do not know each other; what is, is decided here. */
export class LiveCall implements Call {
  readonly #options: CallOptions;
  readonly #ports: CallPorts;
  readonly #assets: VoiceAssets;
  readonly #lifetime = new AbortController();
  readonly #state: State<CallSnapshot>;
  readonly #microphone: Microphone;
  readonly #speaker: Speaker;
  readonly #talk: Talk;
  readonly #path: AudioPath;
  readonly #devices: { refresh(): void };
  /** What the person wants, whether or not it is there. */
  #chosenMicrophone: string | undefined;
  #systemMicrophone: string | undefined;
  #frames = 0;
  #inputLevel = 0;
  #closing: Promise<void> | undefined;

  constructor(options: CallOptions, ports: CallPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#assets = voiceAssets(options.assetsBase);
    this.#chosenMicrophone = options.microphoneId;
    this.#state = createCallState(options);
    const { signal } = this.#lifetime;
    const { clock, mediaDevices } = ports;
    const reopen = () => void this.#reopenMicrophone();
    this.#microphone = new Microphone({
      mediaDevices,
      onLost: reopen,
      onSilent: (isMicrophoneSilent) => this.#state.patch({ isMicrophoneSilent }),
    });
    this.#speaker = new Speaker({
      clock,
      latencyMs: () => this.#path.latencyMs,
      onEvent: options.onEvent,
      onPlaying: (playing) => this.#state.patch({ playing }),
      onUnderrun: () => this.#state.patch({ underruns: this.snapshot.underruns + 1 }),
      signal,
    });
    this.#speaker.setVolume(this.snapshot.volume);
    this.#path = new AudioPath({
      ...ports,
      context: options.context,
      worklets: this.#assets.worklets,
      microphone: this.#microphone,
      speaker: this.#speaker,
      onFrame: (frame) => this.#take(frame),
      onBlocked: (isBlocked) => this.#onBlocked(isBlocked),
      onReplaced: reopen,
      onFailed: (error) => this.#fail(error),
      signal,
    });
    this.#talk = new Talk({
      state: this.#state,
      setGate: (gate) => this.#path.setGate(gate),
      openMicrophone: reopen,
      closeMicrophone: () => this.#microphone.close(),
      interrupt: () => this.#speaker.interrupt(),
      onSpeech: (phase) => options.onEvent({ type: 'speech', phase }),
    });
    this.#devices = mediaDevices
      ? watchDevices({ mediaDevices, clock, onChange: (devices) => this.#listDevices(devices), signal })
      : { refresh: () => undefined };
    options.signal?.addEventListener('abort', () => void this.close(), { signal });
    void this.#start();
  }

  get snapshot(): Readonly<CallSnapshot> {
    return this.#state.current;
  }

  subscribe(subscriber: (snapshot: Readonly<CallSnapshot>) => void, options?: StateOptions): void {
    this.#state.subscribe(subscriber, options);
  }

  levels(): { readonly input: number; readonly output: number } {
    return { input: this.#talk.isListening ? this.#inputLevel : 0, output: this.#speaker.level };
  }

  play(replyId: string, chunk: AudioChunk): PlayedSpan | undefined {
    if (this.#isOver) return undefined;
    this.#path.followLatency();
    return this.#speaker.play(replyId, chunk);
  }

  endReply(replyId: string): void {
    this.#speaker.end(replyId);
  }

  silence(): void {
    this.#speaker.silence();
  }

  mute(): void {
    this.#talk.mute();
  }

  unmute(): void {
    this.#talk.unmute();
  }

  setPushToTalk(isPushToTalk: boolean): void {
    // Started with a button, a call has not loaded it yet.
    if (!isPushToTalk && this.snapshot.detection === 'off' && !this.#isOver) this.#detect();
    this.#talk.setPushToTalk(isPushToTalk);
  }

  holdToTalk(isHeld: boolean): void {
    if (!this.#isOver) this.#talk.hold(isHeld);
  }

  setVolume(volume: number): void {
    this.#state.patch({ volume: Math.min(1, Math.max(0, volume)) });
    this.#speaker.setVolume(this.snapshot.volume);
  }

  async chooseMicrophone(id: string | undefined): Promise<void> {
    this.#chosenMicrophone = id;
    if (this.snapshot.talk !== 'muted') await this.#reopenMicrophone();
  }

  async chooseSpeaker(id: string | undefined): Promise<void> {
    try {
      await this.#path.chooseSpeaker(id ?? '');
      this.#state.patch({ speakerId: id });
    } catch {
      // It has gone: the sound stays where it was.
      this.#devices.refresh();
    }
  }

  resume(): void {
    this.#path.resume();
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  get #isOver(): boolean {
    return this.#lifetime.signal.aborted;
  }

  async #start(): Promise<void> {
    try {
      setAudioSession('play-and-record');
      // Both at once; the person needs longer than the network.
      const opened = this.#microphone.open(this.#chosenMicrophone);
      if (this.snapshot.detection === 'loading') this.#detect();
      await Promise.all([this.#path.open(), opened]);
      if (this.#isOver) return;
      const { speakerId } = this.snapshot;
      if (speakerId !== undefined) void this.chooseSpeaker(speakerId);
      keepAwake(this.#lifetime.signal);
      this.#ports.window.document.addEventListener('visibilitychange', () => this.#look(), { signal: this.#lifetime.signal });
      this.#devices.refresh();
      this.#state.patch({
        phase: 'live',
        microphoneId: this.#microphone.id,
        ...(this.snapshot.detection === 'loading' ? {} : { progress: 1 }),
      });
      this.#talk.update();
    } catch (error) {
      this.#fail(error);
    }
  }

  #onBlocked(isBlocked: boolean): void {
    this.#state.patch({ isBlocked });
    if (isBlocked) this.#trouble(new AgentError('audio-blocked', 'The browser holds the sound back', { retryable: true }));
  }

  #detect(): void {
    this.#state.patch({ detection: 'loading' });
    this.#path.connectDetector(startDetector(this.#assets, this.#options.sensitivity, (report) => this.#onDetector(report), this.#lifetime.signal));
  }

  #onDetector(report: DetectorReport): void {
    if (this.#isOver) return;
    switch (report.type) {
      case 'progress':
        return this.#state.patch({ progress: Math.min(1, report.bytes / weightsBytes) });
      case 'ready':
        return this.#state.patch({ detection: 'on', progress: 1 });
      case 'failed':
        return this.#doWithoutDetector(report.reason);
      case 'speech':
        this.#talk.hear(report.phase);
    }
  }

  #doWithoutDetector(reason: string): void {
    this.#path.connectDetector(undefined);
    this.#speaker.raise();
    this.#state.patch({ detection: 'off', progress: 1 });
    if (this.snapshot.talk === 'open') this.#talk.setPushToTalk(true);
    const message = `Speech detection could not start: ${reason}`;
    tellDeveloper(`${message}. A button is held to talk. Copy voice/, or set assets-base.`);
    this.#trouble(new AgentError('vad', message));
  }

  #take({ samples, level, zeros }: CapturedFrame): void {
    // What was under way when the person muted stays here.
    if (this.snapshot.talk === 'muted' || this.#isOver) return;
    this.#inputLevel = level;
    this.#state.patch({ isMicrophoneSilent: zeros >= silentFrames });
    this.#options.onEvent({ type: 'frame', samples, index: this.#frames++ });
  }

  /** A call goes on without a microphone: one may be plugged in. */
  async #reopenMicrophone(): Promise<void> {
    if (this.#isOver) return;
    try {
      await this.#microphone.open(this.#chosenMicrophone);
      this.#state.patch({ microphoneId: this.#microphone.id, isMicrophoneSilent: false });
    } catch (error) {
      this.#state.patch({ microphoneId: undefined });
      if (!this.#isOver) this.#trouble(error as AgentError);
    }
    this.#devices.refresh();
  }

  #listDevices({ microphones, speakers, systemMicrophone }: DeviceList): void {
    const { talk, phase, microphones: known, speakerId } = this.snapshot;
    const hasSystemChanged = this.#systemMicrophone !== undefined && this.#systemMicrophone !== systemMicrophone;
    this.#systemMicrophone = systemMicrophone;
    this.#state.patch({ microphones, speakers, speakerId: speakers.some(({ id }) => id === speakerId) ? speakerId : undefined });
    if (phase !== 'live' || talk === 'muted') return;
    const isNew = microphones.some(({ id }) => !known.some((one) => one.id === id));
    const isSystems = this.#chosenMicrophone === undefined;
    if ((isNew && !this.#microphone.isOpen) || (hasSystemChanged && isSystems)) void this.#reopenMicrophone();
  }

  /** Seen again: phones take the microphone from pages that are hidden. */
  #look(): void {
    const { talk, phase } = this.snapshot;
    if (this.#ports.window.document.visibilityState !== 'visible' || phase !== 'live') return;
    this.#path.resume();
    if (talk !== 'muted' && !this.#microphone.isOpen) void this.#reopenMicrophone();
  }

  /** There is no going on. */
  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#trouble(AgentError.from(error, 'unsupported', 'Sound cannot be played or recorded here'), true);
    void this.close();
  }

  #trouble(error: AgentError, isFatal = false): void {
    this.#options.onEvent({ type: 'trouble', error, isFatal });
  }

  async #close(): Promise<void> {
    this.#microphone.close();
    this.#speaker.silence();
    this.#lifetime.abort();
    this.#state.patch({ phase: 'closed', isHeld: false, hearing: 'nothing', playing: undefined, isBlocked: false });
    await this.#path.close();
    setAudioSession('auto');
  }
}
