import type { State } from '../base/state.js';
import { AgentError } from '../base/errors.js';
import { tellDeveloper } from '../base/tell-developer.js';
import { weightsBytes, type VoiceAssets } from './assets.js';
import type { AudioPath } from './audio-path.js';
import type { CallOptions, CallSnapshot } from './call.js';
import type { DetectorReport } from './detection/serve-detector.js';
import { startDetector } from './detection/start-detector.js';
import type { Speaker } from './playback/speaker.js';
import type { Talk } from './talk.js';

export interface CallDetectionOptions {
  readonly state: State<CallSnapshot>;
  readonly assets: VoiceAssets;
  readonly sensitivity: CallOptions['sensitivity'];
  readonly path: AudioPath;
  readonly speaker: Speaker;
  readonly talk: Talk;
  readonly onTrouble: (error: AgentError) => void;
  /** Ends with the call. */
  readonly signal: AbortSignal;
}

/** Has speech recognised in a call; where nothing can, a button is held to talk. */
export class CallDetection {
  readonly #options: CallDetectionOptions;

  constructor(options: CallDetectionOptions) {
    this.#options = options;
  }

  start(): void {
    const { state, path, assets, sensitivity, signal } = this.#options;
    state.patch({ detection: 'loading' });
    path.connectDetector(startDetector(assets, sensitivity, (report) => this.#onReport(report), signal));
  }

  #onReport(report: DetectorReport): void {
    const { state, talk, signal } = this.#options;
    if (signal.aborted) return;
    switch (report.type) {
      case 'progress':
        return state.patch({ progress: Math.min(1, report.bytes / weightsBytes) });
      case 'ready':
        return state.patch({ detection: 'on', progress: 1 });
      case 'failed':
        return this.#doWithout(report.reason);
      case 'speech':
        talk.hear(report.phase);
    }
  }

  #doWithout(reason: string): void {
    const { state, path, speaker, talk, onTrouble } = this.#options;
    path.connectDetector(undefined);
    speaker.raise();
    state.patch({ detection: 'off', progress: 1 });
    if (state.current.talk === 'open') talk.setPushToTalk(true);
    const message = `Speech detection could not start: ${reason}`;
    tellDeveloper(`${message}. A button is held to talk. Copy voice/, or set assets-base.`);
    onTrouble(new AgentError('vad', message));
  }
}
