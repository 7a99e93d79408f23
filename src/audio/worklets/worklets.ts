/** Both processors, in one file: what they share is loaded once. */
import { CaptureProcessor } from './capture-processor.js';
import { PlaybackProcessor } from './playback-processor.js';
import { captureName, playbackName } from './processor-names.js';
import { workletScope } from './worklet-scope.js';

workletScope.registerProcessor(captureName, CaptureProcessor);
workletScope.registerProcessor(playbackName, PlaybackProcessor);
