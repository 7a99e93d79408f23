import { sleep, type Clock } from '../../src/base/clock.js';
import { EXECUTION_START } from '../../src/protocol/messages.js';
import type { MultimodalOutput } from '../../src/protocol/content.js';
import type { AgentLog } from '../../src/protocol/logs.js';
import type { Agent } from './agent.js';
import type { Turn } from './agents/behaviour.js';
import { disturb, toBeats, type Beat } from './beats.js';
import { faults, type FaultName } from './faults.js';
import { tokenFrame, toolFrame } from './frames.js';

/** Whoever a reply is streamed to; for `execute`, nobody listens. */
export interface Audience {
  send(frame: string | Uint8Array): void;
  /** Cuts the connection. */
  cut(): void;
  /** Aborts when the connection is gone. */
  readonly gone: AbortSignal;
  /** Whether somebody hears the stream now. */
  listening(): boolean;
}

export interface ReplyOptions {
  readonly agent: Agent;
  readonly turn: Turn;
  readonly audience: Audience;
  readonly clock: Clock;
  readonly log: (entry: AgentLog) => void;
}

/** How a reply ended: the two fields of a final message, and the faults that struck it. */
export interface Reply {
  readonly output: readonly MultimodalOutput[];
  readonly errors: readonly string[];
  readonly struck: ReadonlySet<FaultName>;
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
  const struck = new Set(
    faults.flatMap(({ name, at }) => (at === 'reply' && agent.faults.take(name) ? [name] : [])),
  );
  if (struck.has('empty-reply')) return { output: [], errors: [], struck };
  const tokenMs = (1000 / agent.tokensPerSecond) * (struck.has('slow') ? 10 : 1);
  let text = '';
  let owedMs = 0;
  for (const beat of disturb(toBeats(agent.behaviour.reply(turn)), struck)) {
    owedMs += durationOf(beat, tokenMs) / (audience.listening() ? 1 : unheardSpeed);
    if (owedMs >= shortestPauseMs) {
      const from = clock.now();
      await sleep(clock, owedMs, never);
      owedMs -= clock.now() - from;
    }
    if (beat.kind === 'stall') return stalled(audience.gone);
    if (beat.kind === 'break-off') return { output: [], errors: ['The agent could not finish its reply'], struck };
    if (beat.kind === 'token') text += beat.text;
    perform(beat, audience, log);
  }
  if (struck.has('final-differs')) text = `**Corrected:** ${text}`;
  const output: MultimodalOutput = { outputType: 'TEXT', content: text };
  log({ logType: 'MESSAGE_TO_USER', multimodalOutput: output });
  return { output: [output], errors: [], struck };
}

const never = new AbortController().signal;

function durationOf(beat: Beat, tokenMs: number): number {
  if (beat.kind === 'token') return tokenMs;
  if (beat.kind === 'tool-end') return (beat.tool.durationMs * tokenMs * 60) / 1000;
  return beat.kind === 'cut' ? beforeCutMs : 0;
}

function perform(beat: Beat, audience: Audience, log: (entry: AgentLog) => void): void {
  switch (beat.kind) {
    case 'token':
      return audience.send(tokenFrame(beat.text));
    case 'frame':
      return audience.send(beat.data);
    case 'cut':
      return audience.cut();
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
