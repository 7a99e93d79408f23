import { AgentError } from '../base/errors.js';

/** Of speech that is sent, in Hz. */
export const speechSampleRate = 16_000;

/** A larger file, in bytes, is no voice message: reading it would take more memory than a phone may have. */
const maximumBytes = 50_000_000;

/**
 * Reads any audio file that the browser can read.
 *
 * @returns at the rate of speech, with the channels of the file
 * @throws {AgentError} `file-type` where it cannot be read or has more than 50 MB; `unsupported` outside a browser
 */
export async function decodeAudioFile(file: Blob): Promise<AudioBuffer> {
  if (typeof OfflineAudioContext === 'undefined') throw new AgentError('unsupported', 'Audio files need Web Audio');
  if (file.size > maximumBytes) throw new AgentError('file-type', `The file has more than ${maximumBytes} bytes`);
  try {
    // Decoding converts to the rate of its context.
    return await new OfflineAudioContext(1, 1, speechSampleRate).decodeAudioData(await file.arrayBuffer());
  } catch (error) {
    throw new AgentError('file-type', 'The file is no audio that this browser can read', { cause: error });
  }
}
