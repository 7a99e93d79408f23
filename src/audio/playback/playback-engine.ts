import { Port } from '../port.js';
import { Player } from './player.js';
import type { PlayerReport } from './player-report.js';

/** What may befall the reply that is heard, as detector or page decide. */
export interface InterruptionOrder {
  readonly type: 'lower' | 'raise' | 'cut';
}

/** What the page wants of the speaker's side. */
export type PlaybackOrder =
  | {
      readonly type: 'enqueue';
      readonly track: number;
      readonly samples: Float32Array<ArrayBuffer>;
      readonly rate: number;
      readonly startMs: number;
    }
  | { readonly type: 'end' | 'withdraw'; readonly track: number }
  | { readonly type: 'volume'; readonly volume: number }
  /** The detector interrupts by a port of its own. */
  | { readonly type: 'detector'; readonly port: MessagePort }
  | InterruptionOrder;

/** What the detector is told. */
export interface AudibleReport {
  readonly isAudible: boolean;
}

/** Replies, from samples to the loudspeaker. Lives in the worklet. */
export class PlaybackEngine {
  readonly #page: Port<PlayerReport, PlaybackOrder>;
  readonly #player: Player;
  #detector: Port<AudibleReport, InterruptionOrder> | undefined;
  #isAudible = false;

  /** @param rate of what goes out, in Hz */
  constructor(page: MessagePort, rate: number) {
    this.#page = new Port(page);
    this.#player = new Player(Math.round(rate), (report) => this.#tell(report));
    this.#page.listen((order) => this.#obey(order));
  }

  /** @param channels of any length, all of the same; each gets the same */
  process(channels: readonly Float32Array[]): void {
    const first = channels[0]!;
    this.#player.render(first);
    for (let channel = 1; channel < channels.length; channel++) channels[channel]!.set(first);
  }

  #obey(order: PlaybackOrder): void {
    const player = this.#player;
    switch (order.type) {
      case 'enqueue':
        return player.enqueue(order.track, order.samples, order.rate, order.startMs);
      case 'end':
      case 'withdraw':
        return player[order.type](order.track);
      case 'volume':
        return player.setVolume(order.volume);
      case 'detector':
        return this.#connect(order.port);
      default:
        return player[order.type]();
    }
  }

  #connect(port: MessagePort): void {
    this.#detector?.close();
    this.#detector = new Port(port);
    this.#detector.listen((order) => this.#obey(order));
    this.#tellDetector();
  }

  #tell(report: PlayerReport): void {
    this.#page.send(report);
    if (report.type !== 'audible') return;
    this.#isAudible = report.isAudible;
    this.#tellDetector();
  }

  #tellDetector(): void {
    this.#detector?.send({ isAudible: this.#isAudible });
  }
}
