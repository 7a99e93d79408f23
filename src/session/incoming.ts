import type { Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { applyTool, toolPhase } from '../conversation/tools.js';
import { EXECUTE_TOOL, type FinalMessage, type ServerMessage, type ToolMessage } from '../protocol/messages.js';
import { AutessaServerMessageEvent, type SessionEvent } from './events.js';
import type { LogCursor } from './log-cursor.js';
import type { ReplyAudio } from './reply-audio.js';
import { AutessaToolEvent } from './tool-event.js';
import type { Turn } from './turn.js';
import type { TurnQueue } from './turn-queue.js';

/** What it takes to tell what a message is about. */
export interface IncomingPort {
  readonly options: {
    readonly turns: TurnQueue;
    readonly session: { readonly audio: ReplyAudio };
    readonly clock: Clock;
    readonly emit: (event: SessionEvent) => void;
  };
  readonly connection: { confirm(): void };
  readonly cursor: LogCursor;
  /** Whether the socket still owes the final message of a reply that was stopped. */
  owesFinal: boolean;
  proceed(): void;
  report(error: AgentError): void;
  /** @param isReceived whether the turn has got into the server's log */
  afterTurn(turn: Turn, isReceived: boolean): void;
}

/** What the server says once a connection is there: to the call, if there is one, else to the turn that is under way. */
export function receive(message: ServerMessage, delivery: IncomingPort): void {
  const { turns, session, emit } = delivery.options;
  if (session.audio.playback?.takes(message)) return;
  switch (message.kind) {
    case 'stream':
      return turns.stream(message.output);
    case 'tool':
      return receiveTool(message, delivery);
    case 'final':
      return receiveFinal(message, delivery);
    default:
      return emit(new AutessaServerMessageEvent({ raw: message.kind === 'unknown' ? message.raw : message }));
  }
}

/** The call of a tool, or news of one: for the page always, and in the conversation where a reply is under way. */
function receiveTool(message: ToolMessage, { options }: IncomingPort): void {
  const { turns, clock, emit } = options;
  const turn = turns.active;
  const isKnown = turns.messages.some(({ tool }) => tool?.invocationId === message.invocationId);
  if (turn && (isKnown || message.responseType === EXECUTE_TOOL)) {
    turn.isReceived = true;
    // What was said before it stands before it.
    turns.flush();
    turns.show(applyTool(turns.messages, turn.id, message, clock.now()));
  }
  const { toolName, invocationId, publicVars, raw } = message;
  emit(new AutessaToolEvent({ toolName, invocationId, publicVars, raw, phase: toolPhase(message, isKnown) }));
}

function receiveFinal(message: FinalMessage, delivery: IncomingPort): void {
  const { connection, cursor } = delivery;
  const { turns } = delivery.options;
  const turn = turns.active;
  if (delivery.owesFinal) {
    delivery.owesFinal = false;
    cursor.confirm();
    delivery.proceed();
  } else if (turn) {
    connection.confirm();
    turns.finish(message);
    const failure = message.errors.join('\n');
    if (failure) delivery.report(new AgentError('agent', failure, { retryable: true }));
    // What the agent refused may not be in the log.
    delivery.afterTurn(turn, !failure);
  }
}
