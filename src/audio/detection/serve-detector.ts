import { Port } from '../port.js';
import type { CaptureEnd, DetectedFrame } from '../capture/capture-engine.js';
import type { AudibleReport, InterruptionOrder } from '../playback/playback-engine.js';
import { fetchBytes } from './fetch-bytes.js';
import { loadSilero } from './silero.js';
import type { VoiceSensitivity } from './loudness-gate.js';
import { SpeechDetector, type SpeechPhase } from './speech-detector.js';
import type { LoadSpeechModel, SpeechModel } from './speech-model.js';

export type DetectorOrder =
  | { readonly type: 'load'; /** Address of the model's weights. */ readonly weights: string; /** Default: `normal`. */ readonly sensitivity?: VoiceSensitivity | undefined }
  /** The microphone's and the speaker's worklets, by ports of their own, in place of those before. */
  | { readonly type: 'connect'; readonly capture: MessagePort; readonly playback: MessagePort }
  /** It is needed no more. */
  | { readonly type: 'release' };

export type DetectorReport =
  /** The first one says that it is there. */
  | { readonly type: 'progress'; /** So far. */ readonly bytes: number }
  | { readonly type: 'ready' }
  /** It is of no use any more. */
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
export function serveDetector(page: Port<DetectorReport, DetectorOrder>, loadModel: LoadSpeechModel = loadSilero): void {
  const lifetime = new AbortController();
  const { signal } = lifetime;
  let model: Promise<SpeechModel> | undefined;
  let sensitivity: VoiceSensitivity | undefined;
  let disconnect = (): void => undefined;
  const fail = (error: unknown) => {
    if (!signal.aborted) page.send({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
    lifetime.abort();
  };
  signal.addEventListener('abort', () => disconnect());
  page.listen((order) => {
    if (order.type === 'load') {
      page.send({ type: 'progress', bytes: 0 });
      ({ sensitivity } = order);
      model = load(order.weights, loadModel, (bytes) => page.send({ type: 'progress', bytes }), signal);
      model.then(() => !signal.aborted && page.send({ type: 'ready' }), fail);
    } else if (order.type === 'release') {
      lifetime.abort();
      page.close();
    } else if (model && !signal.aborted) {
      disconnect();
      disconnect = connect(model, sensitivity, order, (phase) => page.send({ type: 'speech', phase }), fail);
    }
  });
}

/** Detects what comes; as long as the model does not, the last of it is kept. @returns what ends that */
function connect(
  model: Promise<SpeechModel>,
  sensitivity: VoiceSensitivity | undefined,
  { capture, playback }: Extract<DetectorOrder, { type: 'connect' }>,
  onPhase: (phase: SpeechPhase) => void,
  onError: (error: unknown) => void,
): () => void {
  const speaker = new Port<InterruptionOrder, AudibleReport>(playback);
  const microphone = new Port<never, DetectedFrame | CaptureEnd>(capture);
  const detector = new SpeechDetector(
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
    { sensitivity },
  );
  speaker.listen(({ isAudible }) => detector.setAudible(isAudible));
  microphone.listen((message) => {
    if ('samples' in message) detector.push(message.samples, message.level, message.rendered);
    else detector.pause();
  });
  // That it does not come is told elsewhere.
  model.then((loaded) => detector.judgeBy(loaded), () => undefined);
  return () => {
    speaker.close();
    microphone.close();
  };
}

async function load(
  address: string,
  loadModel: LoadSpeechModel,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<SpeechModel> {
  let bytes = 0;
  const weights = await fetchBytes(address, (count) => onProgress((bytes += count)), signal);
  try {
    return await loadModel(weights);
  } catch (cause) {
    throw new Error(`${address} cannot be used: ${(cause as Error).message}`, { cause });
  }
}
