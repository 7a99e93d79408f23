/**
 * The detector's file. A worker starts with it; where none can, the page imports it and calls `serveDetector` itself.
 */
import { Port } from '../port.js';
import { serveDetector, type DetectorOrder, type DetectorReport } from './serve-detector.js';

export { serveDetector };

if ('DedicatedWorkerGlobalScope' in globalThis) {
  addEventListener(
    'message',
    ({ data }: MessageEvent<MessagePort>) => serveDetector(new Port<DetectorReport, DetectorOrder>(data)),
    { once: true },
  );
}
