import { AgentError } from '../base/errors.js';
import { isSendable, type AudioFileInput } from '../conversation/message.js';
import type { AudioFormat, AudioInput, MultimodalInput } from '../protocol/content.js';
import type { RestOperations } from '../transport/rest-operations.js';
import type { Turn } from './core/model.js';
import { preparation } from './core/preparation.js';
import type { SessionHost } from './host.js';
import type { ReplyPlayback } from './reply-audio.js';

/*
 * What has to be done before a turn can be sent: what was chosen or recorded is brought into the form that the API
 * takes, and there is somebody who says the reply. Loaded with the first turn that needs it.
 */

const nobody: ReplyPlayback = { takes: () => false, silence: () => undefined };

/** So many bytes of WAV, 8 s of speech, go inline with a message; what is more goes by an upload link. */
const inlineBytes = 256 * 1024;

/** How much of the way to the server reading a file is. */
const readingShare = 0.2;

/** API document: "AudioFormat"; what `media/files/speech-file` makes. */
const speechFormat: AudioFormat = {
  sampleRate: 16_000,
  sampleSizeInBits: 16,
  channels: 1,
  signed: true,
  bigEndian: false,
};

/**
 * Makes all audio of a turn WAV (16 kHz, mono, 16 bit), inline or uploaded (API document: "Audio Input").
 *
 * @throws {AgentError} what `readSpeechFile` and `RestOperations` reject with, `upload`
 */
export async function prepareTurn(turn: Turn, host: SessionHost): Promise<readonly MultimodalInput[]> {
  const { rest, signal, session } = host.options;
  host.plugIn(preparation);
  // Without its code there are still words.
  if (host.settings.replyMode === 'AUDIO' && !session.audio.playback) await sayAloud(turn, host);
  const either = AbortSignal.any([signal, host.signalOf(turn.id)]);
  const files = turn.input.filter((each) => !isSendable(each)).length;
  const input: MultimodalInput[] = [];
  let done = 0;
  let told = -1;
  let room = inlineBytes;
  for (const each of turn.input) {
    if (isSendable(each)) input.push(each);
    else {
      const onProgress = (part: number): void => {
        const progress = (done + part) / files;
        // Whoever looks sees whole percents.
        if (Math.floor(progress * 100) === told) return;
        told = Math.floor(progress * 100);
        host.dispatch({ type: 'change', id: turn.id, changes: { progress } });
      };
      onProgress(0);
      const audio = await prepareAudio(each, rest, either, onProgress, room);
      // Base64 takes four characters for three bytes.
      room -= ((audio.base64EncodedData?.length ?? 0) * 3) / 4;
      input.push(audio);
      done += 1;
    }
  }
  either.throwIfAborted();
  return input;
}

/** Sees to it that the reply is heard, unless there is a call by then. */
async function sayAloud(turn: Turn, host: SessionHost): Promise<void> {
  const { session: { audio }, signal } = host.options;
  const loaded = await import('./voice/reply-speaker.js').catch(() => undefined);
  if (audio.playback) return;
  if (loaded && !signal.aborted) {
    audio.playback = new loaded.ReplySpeaker(host);
    return;
  }
  // The next turn tries again.
  audio.playback = nobody;
  const forget = (): void => {
    if (audio.playback === nobody) audio.playback = undefined;
  };
  host.replies.of(turn.id).promise.then(forget, forget);
  audio.closeContext();
}

async function prepareAudio(
  input: Partial<AudioFileInput>,
  rest: RestOperations,
  signal: AbortSignal,
  onProgress: (part: number) => void,
  room: number,
): Promise<AudioInput> {
  if (!input.file) throw new AgentError('upload', 'What was recorded before the page was loaded again is not kept');
  const { readSpeechFile } = await import('../media/files/speech-file.js');
  const { wav } = await readSpeechFile(input.file, { signal, onProgress: (part) => onProgress(part * readingShare) });
  signal.throwIfAborted();
  if (wav.size <= room) {
    return { inputType: 'AUDIO', base64EncodedData: await base64Of(wav), audioFormat: speechFormat };
  }
  const { s3Uri } = await rest.upload(wav, { signal, onProgress: (part) => onProgress(readingShare + part * (1 - readingShare)) });
  return { inputType: 'AUDIO', s3Uri, audioFormat: speechFormat };
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = '';
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
