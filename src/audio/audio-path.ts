import type { Clock } from '../base/clock.js';
import type { CapturedFrame, Gate } from './capture/capture-engine.js';
import type { Microphone } from './capture/microphone.js';
import type { Detector } from './detection/start-detector.js';
import { watchContext } from './devices/context-watch.js';
import { Loudspeaker } from './devices/loudspeaker.js';
import { outputLatencyMs } from './devices/output-latency.js';
import { buildGraph } from './graph.js';
import type { Graph } from './graph-types.js';
import type { Speaker } from './playback/speaker.js';

export interface AudioPathOptions {
  /** The first one. */
  readonly context: AudioContext;
  /** The loudspeaker to begin with; nothing, or where it is gone: the system's choice. */
  readonly speakerId: string | undefined;
  /** For when it is of no use any more. */
  readonly createContext: () => AudioContext;
  /** Address of the worklets. */
  readonly worklets: string;
  readonly clock: Clock;
  readonly window: EventTarget;
  readonly microphone: Microphone;
  readonly speaker: Speaker;
  readonly onFrame: (frame: CapturedFrame) => void;
  readonly onBlocked: (isBlocked: boolean) => void;
  /** There is another context, at another rate perhaps; the microphone should be opened anew. */
  readonly onReplaced: () => void;
  readonly onFailed: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** How long the last fade may take, in ms. */
const fadeMs = 30;
/**
 * By how much an echo may be late for the detector, in ms, as far as loudspeakers are to blame: it knows it up to 416 ms
 * late, and rooms and microphones have their share. It is little, since not every browser knows its loudspeaker.
 */
const usualLatenessMs = 250;
/** Less than that is no other loudspeaker, in ms. */
const sameLatenessMs = 50;

/** The context of a call, and all that lives in one: from the microphone to frames, and from replies to the loudspeaker. */
export class AudioPath {
  readonly #options: AudioPathOptions;
  #context: AudioContext;
  /** Of the present context. */
  #life = new AbortController();
  #graph: Graph | undefined;
  #loudspeaker: Loudspeaker | undefined;
  #resume: (() => void) | undefined;
  #detector: Detector | undefined;
  #gate: Gate = 'shut';
  /** By how much the detector is told later what is rendered, in ms. */
  #delayMs = 0;
  #speakerId: string;

  constructor(options: AudioPathOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#speakerId = options.speakerId ?? '';
  }

  /** From rendering to the ear, in ms, as far as the browser knows. */
  get latencyMs(): number {
    return outputLatencyMs(this.#context);
  }

  /** Loads what it needs. Rejects where there is no way to play and record. */
  async open(): Promise<void> {
    const { worklets, clock, window, microphone, speaker, onFrame, onBlocked, signal } = this.#options;
    const context = this.#context;
    const graph = await buildGraph(context, worklets);
    if (signal.aborted) return;
    this.#graph = graph;
    microphone.connect(graph.input);
    graph.capture.listen(onFrame);
    speaker.connect(graph.playback);
    this.#loudspeaker = new Loudspeaker(context, graph.output);
    const onBroken = () => void this.#replace();
    this.#resume = watchContext(context, { clock, window, onBlocked, onBroken, signal: this.#life.signal });
    this.setGate(this.#gate);
    this.#delayMs = 0;
    this.connectDetector(this.#detector);
    if (this.#speakerId) this.#loudspeaker.choose(this.#speakerId).catch(() => undefined);
  }

  /** To be called before something is played: where a loudspeaker is very late, as some without wires are, so is its echo. */
  followLatency(): void {
    const ms = Math.max(0, this.latencyMs - usualLatenessMs);
    if (Math.abs(ms - this.#delayMs) < sameLatenessMs) return;
    this.#delayMs = ms;
    this.#graph?.capture.send({ type: 'delay', ms });
  }

  /** Frames are let through, or not. */
  setGate(gate: Gate): void {
    this.#gate = gate;
    this.#graph?.capture.send({ type: 'gate', gate });
  }

  /** From now on frames and interruptions go past this thread, to where a detector is, or will be. */
  connectDetector(detector: Detector | undefined): void {
    this.#detector = detector;
    if (!this.#graph || !detector) return;
    const frames = new MessageChannel();
    const orders = new MessageChannel();
    this.#graph.capture.send({ type: 'detector', port: frames.port1 }, [frames.port1]);
    this.#graph.playback.send({ type: 'detector', port: orders.port1 }, [orders.port1]);
    detector.connect(frames.port2, orders.port2);
  }

  /** @param id a `deviceId`, or `''`. Rejects where there is no such one. */
  async chooseSpeaker(id: string): Promise<void> {
    await this.#loudspeaker?.choose(id);
    this.#speakerId = id;
  }

  /** To be called in a click. */
  resume(): void {
    this.#resume?.();
  }

  /** Settles when the context is closed. What is played should have been told to fade out. */
  async close(): Promise<void> {
    this.#life.abort();
    const context = this.#context;
    if (this.#graph && context.state === 'running') {
      await new Promise<void>((resolve) => void this.#options.clock.after(fadeMs, resolve));
    }
    this.#leave();
    if (context.state !== 'closed') await context.close();
  }

  #leave(): void {
    this.#loudspeaker?.close();
    this.#graph?.capture.close();
    this.#graph?.playback.close();
    this.#graph = undefined;
  }

  /** A context that stands still never goes on. */
  async #replace(): Promise<void> {
    const { createContext, signal, onReplaced, onFailed } = this.#options;
    this.#life.abort();
    if (signal.aborted) return;
    this.#life = new AbortController();
    this.#leave();
    // It may be closed already.
    this.#context.close().catch(() => undefined);
    try {
      this.#context = createContext();
      await this.open();
      if (!signal.aborted) onReplaced();
    } catch (error) {
      onFailed(error);
    }
  }
}
