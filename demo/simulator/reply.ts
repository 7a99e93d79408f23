import { sleep, type Clock } from '../../src/base/clock.js';
import { EXECUTION_START } from '../../src/protocol/messages.js';
import type { ExecutionOutputMode, MultimodalOutput } from '../../src/protocol/content.js';
import type { AgentLog } from '../../src/protocol/logs.js';
import type { Agent } from './agent.js';
import type { Turn } from './agents/behaviour.js';
import { disturb, toBeats, type Beat } from './beats.js';
import { audioFrame, tokenFrame, toolFrame } from './frames.js';
import type { Line } from './line.js';
import { between } from './random.js';
import { Said } from './said.js';
import { takeFaults } from './taken-faults.js';
import { Interruption } from './voice/interruption.js';
import type { Speech } from './voice/speech.js';
import { toSpokenBeats } from './voice/spoken-beats.js';
import type { SpokenRecord } from './voice/spoken-record.js';

/** Whoever a reply is streamed to; for `execute`, nobody listens. */
export type Audience = Pick<Line, 'send' | 'end' | 'silence' | 'gone' | 'open'>;

export interface ReplyOptions {
  readonly agent: Agent;
  readonly turn: Turn;
  readonly mode: ExecutionOutputMode;
  /** What is said in place of the agent's own words. */
  readonly parrot?: readonly Speech[] | undefined;
  /** Aborts when the person begins to speak. */
  readonly interrupted?: AbortSignal | undefined;
  readonly audience: Audience;
  readonly clock: Clock;
  readonly log: (entry: AgentLog) => void;
  /** Notes what is sent as speech. */
  readonly spoken?: SpokenRecord;
}

/** How a reply ended: the two fields of a final message. */
export interface Reply {
  readonly output: readonly MultimodalOutput[];
  readonly errors: readonly string[];
  /** Whether it ends without a final message. */
  readonly isUnannounced?: boolean;
}

/** A shorter pause than this is saved up, in ms: timers are no finer. */
const shortestPauseMs = 4;
/** What was sent gets this long to arrive before the connection is cut, in ms. */
const beforeCutMs = 20;
/** With nobody listening a reply is written this many times faster. */
const unheardSpeed = 10;

/**
 * Writes or speaks one reply at the agent's pace, and logs it. It goes on when the connection is lost, as a language
 * model does; an interruption ends it, and what was said up to then is the reply.
 *
 * @returns `undefined` for a reply that never ends
 */
export async function writeReply(options: ReplyOptions): Promise<Reply | undefined> {
  const { agent, turn, parrot, audience, clock, log } = options;
  const struck = takeFaults(agent, 'reply');
  const mode = struck.has('unasked-audio') ? 'AUDIO' : options.mode;
  const { tokensPerSecond, latencyMs, unevenness } = agent.settings;
  const late = struck.get('late');
  await sleep(clock, between(agent.random, latencyMs) + (late ? (late.ms ?? 5000) : 0), never);
  if (struck.has('empty-reply')) return { output: [], errors: [] };
  const slowness = struck.has('slow') ? 10 : 1;
  const said = new Said(mode);
  const interruption = new Interruption(agent, options.interrupted, clock);
  const parts = agent.behaviour.reply(turn);
  const beats = mode === 'AUDIO' ? await toSpokenBeats(parrot ? [{ kind: 'speech', speeches: parrot }] : parts, agent) : toBeats(parts);
  let owedMs = 0;
  let tokens = 0;
  for (const beat of disturb(beats, struck)) {
    const evenness = beat.kind === 'token' ? between(agent.random, [1 - unevenness, 1 + unevenness]) : 1;
    owedMs += (evenness * slowness * durationOf(beat, 1000 / tokensPerSecond)) / (audience.open ? 1 : unheardSpeed);
    if (owedMs >= shortestPauseMs) {
      const from = clock.now();
      await sleep(clock, owedMs, never);
      owedMs -= clock.now() - from;
    }
    if (beat.kind === 'token') await agent.pause((tokens += 1));
    if (interruption.endsBefore(beat)) break;
    if (beat.kind === 'stall') return stalled(audience.gone);
    if (beat.kind === 'break-off') return { output: [], errors: ['The agent could not finish its reply'] };
    said.add(beat);
    if (beat.kind === 'audio' && beat.isHidden !== true) options.spoken?.add(beat.chunk, clock.now());
    perform(beat, audience, log);
  }
  const words = struck.has('final-differs') ? `**Corrected:** ${said.text}` : said.text;
  log({ logType: 'MESSAGE_TO_USER', multimodalOutput: said.logged(words) });
  const { finalOutput } = agent.settings.voice;
  if (mode === 'TEXT') return { output: [said.logged(words)], errors: [] };
  const isUnclosed = options.interrupted?.aborted === true && agent.faults.take('unclosed-cut') !== undefined;
  return { output: [said.spoken(words, agent.settings.voice)], errors: [], isUnannounced: finalOutput === 'none' || isUnclosed };
}

const never = new AbortController().signal;

function durationOf(beat: Beat, tokenMs: number): number {
  if (beat.kind === 'token') return tokenMs;
  if (beat.kind === 'audio') return beat.chunk.delayMs;
  if (beat.kind === 'tool-end') return (beat.tool.durationMs * tokenMs * 60) / 1000;
  return beat.kind === 'cut' ? beforeCutMs : 0;
}

function perform(beat: Beat, audience: Audience, log: (entry: AgentLog) => void): void {
  switch (beat.kind) {
    case 'token':
      return beat.isHidden ? undefined : audience.send(tokenFrame(beat.text));
    case 'audio':
      return beat.isHidden ? undefined : audience.send(audioFrame(beat.chunk.output));
    case 'frame':
      return audience.send(beat.data);
    case 'frames':
      for (let sent = 0; sent < beat.count; sent += 1) audience.send(beat.frame);
      return undefined;
    case 'cut':
      return audience.end(beat.code);
    case 'silence':
      return audience.silence();
    case 'tool-start': {
      const { name, variables } = beat.tool;
      log({ logType: 'TOOL_REQUEST', executeToolRequest: { toolCallId: beat.invocationId, name, variables } });
      return audience.send(toolFrame(beat.tool, beat.invocationId, `${EXECUTION_START}: ${name}`));
    }
    case 'tool-end': {
      const { name, result } = beat.tool;
      log({ logType: 'TOOL_RESPONSE', executeToolResponse: { toolCallId: beat.invocationId, toolName: name, result } });
      return audience.send(toolFrame(beat.tool, beat.invocationId, `EXECUTION END: ${name}`));
    }
    default:
      return undefined;
  }
}

function stalled(gone: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (gone.aborted) resolve(undefined);
    else gone.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
