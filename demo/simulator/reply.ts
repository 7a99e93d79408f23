import { sleep, type Clock } from '../../src/base/clock.js';
import { EXECUTION_START } from '../../src/protocol/messages.js';
import type { MultimodalOutput } from '../../src/protocol/content.js';
import type { AgentLog } from '../../src/protocol/logs.js';
import type { Agent } from './agent.js';
import type { Turn } from './agents/behaviour.js';
import { disturb, toBeats, type Beat } from './beats.js';
import { faults, type FaultName, type FaultOrder } from './faults.js';
import { tokenFrame, toolFrame } from './frames.js';
import type { Line } from './line.js';
import { between } from './random.js';

/** Whoever a reply is streamed to; for `execute`, nobody listens. */
export type Audience = Pick<Line, 'send' | 'end' | 'silence' | 'gone' | 'open'>;

export interface ReplyOptions {
  readonly agent: Agent;
  readonly turn: Turn;
  readonly audience: Audience;
  readonly clock: Clock;
  readonly log: (entry: AgentLog) => void;
}

/** How a reply ended: the two fields of a final message. */
export interface Reply {
  readonly output: readonly MultimodalOutput[];
  readonly errors: readonly string[];
}

/** A shorter pause than this is saved up, in ms: timers are no finer. */
const shortestPauseMs = 4;
/** What was sent gets this long to arrive before the connection is cut, in ms. */
const beforeCutMs = 20;
/** With nobody listening a reply is written this many times faster. */
const unheardSpeed = 10;

/**
 * Writes one reply at the agent's pace, and into the log. It goes on when the connection is lost, as a language model
 * does. `executionOutputMode: "AUDIO"` is answered as text.
 *
 * @returns `undefined` for a reply that never ends
 */
export async function writeReply({ agent, turn, audience, clock, log }: ReplyOptions): Promise<Reply | undefined> {
  const struck = takeReplyFaults(agent);
  const { tokensPerSecond, latencyMs, unevenness } = agent.settings;
  const late = struck.get('late');
  await sleep(clock, between(agent.random, latencyMs) + (late ? (late.ms ?? 5000) : 0), never);
  if (struck.has('empty-reply')) return { output: [], errors: [] };
  const tokenMs = (1000 / tokensPerSecond) * (struck.has('slow') ? 10 : 1);
  let text = '';
  let owedMs = 0;
  for (const beat of disturb(toBeats(agent.behaviour.reply(turn)), struck)) {
    const pace = between(agent.random, [1 - unevenness, 1 + unevenness]);
    owedMs += (pace * durationOf(beat, tokenMs)) / (audience.open ? 1 : unheardSpeed);
    if (owedMs >= shortestPauseMs) {
      const from = clock.now();
      await sleep(clock, owedMs, never);
      owedMs -= clock.now() - from;
    }
    if (beat.kind === 'stall') return stalled(audience.gone);
    if (beat.kind === 'break-off') return { output: [], errors: ['The agent could not finish its reply'] };
    if (beat.kind === 'token' || beat.kind === 'unheard') text += beat.text;
    perform(beat, audience, log);
  }
  if (struck.has('final-differs')) text = `**Corrected:** ${text}`;
  const output: MultimodalOutput = { outputType: 'TEXT', content: text };
  log({ logType: 'MESSAGE_TO_USER', multimodalOutput: output });
  return { output: [output], errors: [] };
}

function takeReplyFaults(agent: Agent): ReadonlyMap<FaultName, FaultOrder> {
  const struck = new Map<FaultName, FaultOrder>();
  for (const { name, at } of faults) {
    const order = at === 'reply' ? agent.faults.take(name) : undefined;
    if (order) struck.set(name, order);
  }
  return struck;
}

const never = new AbortController().signal;

function durationOf(beat: Beat, tokenMs: number): number {
  if (beat.kind === 'token' || beat.kind === 'unheard') return tokenMs;
  if (beat.kind === 'tool-end') return (beat.tool.durationMs * tokenMs * 60) / 1000;
  return beat.kind === 'cut' ? beforeCutMs : 0;
}

function perform(beat: Beat, audience: Audience, log: (entry: AgentLog) => void): void {
  switch (beat.kind) {
    case 'token':
      return audience.send(tokenFrame(beat.text));
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
