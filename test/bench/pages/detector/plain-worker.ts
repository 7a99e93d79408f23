import { loadSilero } from '../../../../src/audio/detection/silero.js';
import { bytesOf, serveEngine } from './serve-engine.js';

void serveEngine(async () => loadSilero(await bytesOf('silero-v6-16khz.bin')));
