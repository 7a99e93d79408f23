import { Player, type PlayerReport } from '../playback/player.js';
import { Port } from '../port.js';
import { workletScope, type Processor } from './worklet-scope.js';

/** What the page wants of the speaker's processor. */
export type PlaybackOrder =
  | {
      readonly type: 'enqueue';
      readonly track: number;
      readonly samples: Float32Array<ArrayBuffer>;
      readonly rate: number;
      readonly startMs: number;
    }
  | { readonly type: 'end'; readonly track: number }
  | { readonly type: 'volume'; readonly volume: number }
  /** The detector interrupts by a port of its own. */
  | { readonly type: 'detector'; readonly port: MessagePort }
  | InterruptionOrder;

/** What may befall the reply that is heard, as detector or page decide. */
export interface InterruptionOrder {
  readonly type: 'lower' | 'raise' | 'cut';
}

/** What the detector is told. */
export interface AudibleReport {
  readonly isAudible: boolean;
}

/** Replies, from samples to the loudspeaker. */
export class PlaybackProcessor extends workletScope.AudioWorkletProcessor implements Processor {
  readonly #player = new Player(Math.round(workletScope.sampleRate), (report) => this.#tell(report));
  readonly #page = new Port<PlayerReport, PlaybackOrder>(this.port);
  #detector: Port<AudibleReport, InterruptionOrder> | undefined;
  #isAudible = false;

  constructor() {
    super();
    this.#page.listen((order) => this.#obey(order));
  }

  process(_inputs: unknown, outputs: readonly (readonly Float32Array[])[]): boolean {
    const channels = outputs[0]!;
    this.#player.render(channels[0]!);
    for (let channel = 1; channel < channels.length; channel++) channels[channel]!.set(channels[0]!);
    return true;
  }

  #obey(order: PlaybackOrder): void {
    const player = this.#player;
    switch (order.type) {
      case 'enqueue':
        return player.enqueue(order.track, order.samples, order.rate, order.startMs);
      case 'end':
        return player.end(order.track);
      case 'volume':
        return player.setVolume(order.volume);
      case 'lower':
        return player.lower();
      case 'raise':
        return player.raise();
      case 'cut':
        return player.cut();
      case 'detector':
        return this.#connect(order.port);
    }
  }

  #connect(port: MessagePort): void {
    this.#detector = new Port(port);
    this.#detector.listen((order) => this.#obey(order));
    this.#tellDetector();
  }

  #tell(report: PlayerReport): void {
    if (report.type === 'audible') {
      this.#isAudible = report.isAudible;
      this.#tellDetector();
    }
    this.#page.send(report);
  }

  #tellDetector(): void {
    this.#detector?.send({ isAudible: this.#isAudible });
  }
}
