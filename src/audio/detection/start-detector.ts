import type { VoiceAssets } from '../assets.js';
import { Port } from '../port.js';
import { trustedScriptAddress } from '../trusted-script-address.js';
import type { VoiceSensitivity } from './loudness-gate.js';
import type { DetectorOrder, DetectorReport, serveDetector } from './serve-detector.js';

/** What the detector's file exports. */
interface DetectorModule {
  readonly serveDetector: typeof serveDetector;
}

/** A detector that is being loaded. It reports `ready` or `failed`. */
export interface Detector {
  /** Gives it the ends of channels to the worklets. What comes through them before it is ready waits. */
  connect(capture: MessagePort, playback: MessagePort): void;
}

/**
 * Starts the detector in a worker; where none can start (the script is another origin's, or a policy forbids it), the
 * same code runs on the page's thread.
 */
export function startDetector(
  assets: VoiceAssets,
  sensitivity: VoiceSensitivity | undefined,
  onReport: (report: DetectorReport) => void,
  signal: AbortSignal,
): Detector {
  let port: Port<DetectorOrder, DetectorReport>;
  let hasReported = false;
  let stop = (): void => undefined;
  /** Whoever fails to start would take them along. */
  let waiting: Parameters<Detector['connect']> | undefined;

  const connect = (capture: MessagePort, playback: MessagePort) => {
    port.send({ type: 'connect', capture, playback }, [capture, playback]);
  };

  /** @returns the end for the detector */
  const openChannel = (): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    port = new Port(port1);
    port.listen((report) => {
      if (!hasReported && waiting) connect(...waiting);
      hasReported = true;
      if (report.type === 'failed') stop();
      if (!signal.aborted) onReport(report);
    });
    port.send({ type: 'load', weights: assets.weights, sensitivity });
    return port2;
  };

  const startHere = async () => {
    const detector = (await import(/* @vite-ignore */ /* webpackIgnore: true */ assets.detector)) as DetectorModule;
    if (signal.aborted) return;
    detector.serveDetector(new Port(openChannel()));
    stop = () => port.send({ type: 'release' });
  };
  const fallBack = () => {
    // Not every browser names the file that it could not have.
    startHere().catch((error: unknown) => onReport({ type: 'failed', reason: `${assets.detector}: ${error}` }));
  };

  signal.addEventListener('abort', () => stop());
  try {
    // Of another origin browsers would refuse it, and some complain of it.
    const worker = new Worker(trustedScriptAddress(assets.detector), { type: 'module', name: 'autessa-detector' });
    stop = () => worker.terminate();
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      worker.terminate();
      if (signal.aborted) return;
      if (hasReported) onReport({ type: 'failed', reason: event.message });
      else fallBack();
    });
    const end = openChannel();
    worker.postMessage(end, [end]);
  } catch {
    fallBack();
  }
  return {
    connect: (...ends) => {
      if (hasReported) connect(...ends);
      else waiting = ends;
    },
  };
}
