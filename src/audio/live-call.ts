import { AgentError } from '../base/errors.js';
import type { State, StateOptions } from '../base/state.js';
import { tellDeveloper } from '../base/tell-developer.js';
import { CallDevices } from './call-devices.js';
import { AudioPath } from './audio-path.js';
import { voiceAssets, weightsBytes, type VoiceAssets } from './assets.js';
import type { AudioChunk, Call, CallOptions, CallSnapshot, PlayedSpan } from './call.js';
import type { CallPorts } from './call-ports.js';
import { createCallState } from './call-state.js';
import type { CapturedFrame } from './capture/capture-engine.js';
import type { DetectorReport } from './detection/serve-detector.js';
import { startDetector } from './detection/start-detector.js';
import { setAudioSession } from './devices/audio-session.js';
import { keepAwake } from './devices/wake-lock.js';
import { Speaker } from './playback/speaker.js';
import { Talk } from './talk.js';

/** Zeros for as many frames are no room, but a switch: three seconds. */
const silentFrames = 94;

/** Joins the parts of a call. They do not know each other; what is, is decided here. */
export class LiveCall implements Call {
  readonly #options: CallOptions;
  readonly #assets: VoiceAssets;
  readonly #lifetime = new AbortController();
  readonly #state: State<CallSnapshot>;
  readonly #speaker: Speaker;
  readonly #talk: Talk;
  readonly #path: AudioPath;
  readonly #devices: CallDevices;
  #frames = 0;
  #inputLevel = 0;
  #closing: Promise<void> | undefined;

  constructor(options: CallOptions, ports: CallPorts) {
    this.#options = options;
    this.#assets = voiceAssets(options.assetsBase);
    this.#state = createCallState(options);
    const { signal } = this.#lifetime;
    const devices = new CallDevices({ ...ports, state: this.#state, onTrouble: (error) => this.#trouble(error), signal });
    const reopen = () => void devices.reopen();
    this.#devices = devices;
    this.#speaker = new Speaker({
      clock: ports.clock,
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
      speakerId: options.speakerId,
      worklets: this.#assets.worklets,
      microphone: devices.microphone,
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
      closeMicrophone: () => devices.microphone.close(),
      interrupt: () => this.#speaker.interrupt(),
      onSpeech: (phase) => options.onEvent({ type: 'speech', phase }),
    });
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

  chooseMicrophone(id: string | undefined): Promise<void> {
    return this.#devices.choose(id);
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
      const opened = this.#devices.open();
      if (this.snapshot.detection === 'loading') this.#detect();
      await Promise.all([this.#path.open(), opened]);
      if (this.#isOver) return;
      keepAwake(this.#lifetime.signal);
      this.#devices.refresh();
      this.#state.patch({ phase: 'live' });
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
    this.#talk.setPushToTalk(true);
    const message = `Speech detection could not start: ${reason}`;
    tellDeveloper(`${message}. A button is held to talk. Copy voice/, or set assets-base.`);
    this.#trouble(new AgentError('vad', message));
  }

  #take({ samples, level, zeros }: CapturedFrame): void {
    // What was under way when the person muted stays here.
    if (this.snapshot.talk === 'muted' || this.#isOver) return;
    this.#inputLevel = level;
    // What the system has switched off is silent before that is counted.
    if (zeros === 0 || zeros >= silentFrames) this.#state.patch({ isMicrophoneSilent: zeros > 0 });
    this.#options.onEvent({ type: 'frame', samples, index: this.#frames++ });
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
    this.#devices.microphone.close();
    this.#speaker.silence();
    this.#lifetime.abort();
    this.#state.patch({ phase: 'closed', isHeld: false, hearing: 'nothing', playing: undefined, isBlocked: false });
    await this.#path.close();
    setAudioSession('auto');
  }
}
