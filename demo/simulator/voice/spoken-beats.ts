import type { Agent } from '../agent.js';
import type { ReplyPart } from '../agents/behaviour.js';
import { toolBeats, type Beat } from '../beats.js';
import { takeFaults } from '../taken-faults.js';
import { toChunks } from './chunks.js';
import { speak } from './speak.js';
import type { Speech } from './speech.js';
import { spokenText } from './spoken-text.js';

/** Speech that is there already. */
export interface SpeechPart {
  readonly kind: 'speech';
  readonly speeches: readonly Speech[];
}

/** At this many tokens per second speech is sent as fast as it is played. */
const tokensPerSecondOfSpeech = 15;

/** A spoken reply as the sequence of what happens. */
export async function toSpokenBeats(
  parts: readonly (ReplyPart | SpeechPart)[],
  agent: Agent,
): Promise<readonly Beat[]> {
  const { settings, random } = agent;
  const { voice, tokensPerSecond } = settings;
  const pace = voice.pace ?? tokensPerSecond / tokensPerSecondOfSpeech;
  const faults = takeFaults(agent, 'audio');
  const beats: Beat[] = [];
  for (const part of parts) {
    if (part.kind === 'tool') {
      beats.push(...toolBeats(part));
      continue;
    }
    const speeches = part.kind === 'speech' ? part.speeches : await speak(spokenText(part.text), voice);
    const chunks = toChunks({ speeches, settings: voice, pace, faults, random });
    beats.push(...chunks.map((chunk): Beat => ({ kind: 'audio', chunk })));
  }
  return beats;
}
