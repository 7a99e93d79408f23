import { Port } from '../port.js';
import type { CapturedFrame, CaptureEnd } from '../capture/capture-engine.js';
import type { AudibleReport, InterruptionOrder } from '../playback/playback-engine.js';
import { fetchBytes, isOnnx, isWebAssembly } from './fetch-bytes.js';
import { SpeechDetector, type SpeechPhase } from './speech-detector.js';
import type { LoadSpeechModel, SpeechModel } from './speech-model.js';

/** Where a detector finds what it needs. */
export interface DetectorFiles {
  /** A module that exports `loadSpeechModel`. */
  readonly engine: string;
  readonly runtime: string;
  readonly starter: string;
  readonly model: string;
}

export type DetectorOrder =
  | { readonly type: 'load'; readonly files: DetectorFiles }
  /** The microphone's and the speaker's worklets, by ports of their own. */
  | { readonly type: 'connect'; readonly capture: MessagePort; readonly playback: MessagePort }
  /** It is needed no more. */
  | { readonly type: 'release' };

export type DetectorReport =
  | { readonly type: 'progress'; /** So far. */ readonly bytes: number }
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'speech'; readonly phase: SpeechPhase };

/** What a sign of speech means for the reply that is being heard. */
const interruptions: Partial<Record<SpeechPhase, InterruptionOrder['type']>> = {
  maybe: 'lower',
  confirmed: 'cut',
  misfire: 'raise',
};

/**
 * Detects speech for whoever is at the other end of a port: in a worker, or on the page's own thread. It hears frames
 * from the microphone's worklet, and interrupts the speaker's, without the page.
 */
export function serveDetector(page: Port<DetectorReport, DetectorOrder>): void {
  let model: SpeechModel | undefined;
  const lifetime = new AbortController();
  const fail = (error: unknown) => {
    if (!lifetime.signal.aborted) page.send({ type: 'failed', reason: String(error) });
  };
  page.listen((order) => {
    if (order.type === 'load') {
      load(order.files, (bytes) => page.send({ type: 'progress', bytes }), lifetime.signal)
        .then((loaded) => {
          // It may have been released meanwhile.
          if (lifetime.signal.aborted) return loaded.release();
          model = loaded;
          return page.send({ type: 'ready' });
        })
        .catch(fail);
    } else if (order.type === 'release') {
      lifetime.abort();
      void model?.release();
    } else if (model) {
      connect(model, order, (phase) => page.send({ type: 'speech', phase }), fail);
    }
  });
}

function connect(
  model: SpeechModel,
  { capture, playback }: Extract<DetectorOrder, { type: 'connect' }>,
  onPhase: (phase: SpeechPhase) => void,
  onError: (error: unknown) => void,
): void {
  const speaker = new Port<InterruptionOrder, AudibleReport>(playback);
  const detector = new SpeechDetector(
    model,
    (phase) => {
      const type = interruptions[phase];
      if (type) speaker.send({ type });
      onPhase(phase);
    },
    (error) => {
      // Nobody would ever raise it again.
      speaker.send({ type: 'raise' });
      onError(error);
    },
  );
  speaker.listen(({ isAudible }) => detector.setAudible(isAudible));
  new Port<never, CapturedFrame | CaptureEnd>(capture).listen((message) => {
    if ('samples' in message) detector.push(message.samples, message.level);
    else detector.pause();
  });
}

async function load(files: DetectorFiles, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<SpeechModel> {
  let bytes = 0;
  const onBytes = (count: number) => onProgress((bytes += count));
  const [engine, runtime, model] = await Promise.all([
    import(/* @vite-ignore */ /* webpackIgnore: true */ files.engine) as Promise<{ loadSpeechModel: LoadSpeechModel }>,
    fetchBytes(files.runtime, isWebAssembly, onBytes, signal),
    fetchBytes(files.model, isOnnx, onBytes, signal),
  ]);
  return engine.loadSpeechModel({ runtime, starter: files.starter, model });
}
