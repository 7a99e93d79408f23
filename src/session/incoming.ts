import { AgentError } from '../base/errors.js';
import { toolPhase } from '../conversation/reduce.js';
import { EXECUTE_TOOL, type FinalMessage, type ServerMessage } from '../protocol/messages.js';
import type { Delivery } from './delivery.js';
import { AutessaServerMessageEvent, AutessaToolEvent } from './events.js';

/** What the server says once a connection is there: to the call, if there is one, else to the turn that is under way. */
export function receive(message: ServerMessage, delivery: Delivery): void {
  const { dialogue, state, emit, speaker } = delivery.options;
  if (state.current.voice?.takes(message)) return;
  const turn = dialogue.active;
  switch (message.kind) {
    case 'stream':
      if (turn && message.output.outputType === 'AUDIO') speaker()?.play(turn.id, message.output);
      return dialogue.stream(message.output);
    case 'tool': {
      const isKnown = dialogue.messages.some(({ tool }) => tool?.invocationId === message.invocationId);
      if (isKnown || message.responseType === EXECUTE_TOOL) dialogue.tool(message);
      const { toolName, invocationId, publicVars, raw } = message;
      return emit(new AutessaToolEvent({ toolName, invocationId, publicVars, raw, phase: toolPhase(message, isKnown) }));
    }
    case 'final':
      return receiveFinal(message, delivery);
    default:
      return emit(new AutessaServerMessageEvent({ raw: message.kind === 'unknown' ? message.raw : message }));
  }
}

function receiveFinal(message: FinalMessage, delivery: Delivery): void {
  const { connection, ledger } = delivery;
  const { dialogue, speaker } = delivery.options;
  const turn = dialogue.active;
  if (delivery.owesFinal) {
    delivery.owesFinal = false;
    ledger.confirm();
    delivery.proceed();
  } else if (turn) {
    connection.confirm();
    // The whole sound of the reply comes again at its end.
    const isSpoken = turn.transcription !== undefined;
    for (const output of message.output) if (output.outputType === 'AUDIO' && !isSpoken) speaker()?.play(turn.id, output);
    dialogue.finish(message);
    const failure = message.errors.join('\n');
    if (failure) delivery.report(new AgentError('agent', failure, { retryable: true }));
    // What the agent refused may not be in the log.
    delivery.afterTurn(turn, !failure);
  }
}
