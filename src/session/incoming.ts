import { AgentError } from '../base/errors.js';
import type { FinalMessage, ServerMessage } from '../protocol/messages.js';
import type { Delivery } from './delivery.js';
import { AutessaServerMessageEvent } from './events.js';

/** What the server says once a connection is there: to the call, if there is one, else to the turn that is under way. */
export function receive(message: ServerMessage, delivery: Delivery): void {
  const { dialogue, session, emit } = delivery.options;
  if (delivery.backlog) return void delivery.backlog.push(message);
  if (session.aloud?.takes(message)) return;
  switch (message.kind) {
    case 'stream':
      return dialogue.stream(message.output);
    case 'tool':
      return dialogue.tools ? dialogue.tools.receiveTool(message, delivery) : void loadTools(message, delivery);
    case 'final':
      return receiveFinal(message, delivery);
    default:
      return emit(new AutessaServerMessageEvent({ raw: message.kind === 'unknown' ? message.raw : message }));
  }
}

/** Loads what the calls of tools take. What comes meanwhile comes after; where it cannot be had, they are not shown. */
async function loadTools(first: ServerMessage, delivery: Delivery): Promise<void> {
  const { dialogue } = delivery.options;
  let backlog = (delivery.backlog = [first]);
  try {
    dialogue.tools = await import('./tool-calls.js');
  } catch (error) {
    delivery.report(AgentError.ofLoading(error));
  }
  // What it belongs to may be over.
  if (delivery.backlog !== backlog) return;
  delivery.backlog = undefined;
  if (!dialogue.tools) backlog = backlog.filter(({ kind }) => kind !== 'tool');
  for (const message of backlog) receive(message, delivery);
}

function receiveFinal(message: FinalMessage, delivery: Delivery): void {
  const { connection, ledger } = delivery;
  const { dialogue } = delivery.options;
  const turn = dialogue.active;
  if (delivery.owesFinal) {
    delivery.owesFinal = false;
    ledger.confirm();
    delivery.proceed();
  } else if (turn) {
    connection.confirm();
    dialogue.finish(message);
    const failure = message.errors.join('\n');
    if (failure) delivery.report(new AgentError('agent', failure, { retryable: true }));
    // What the agent refused may not be in the log.
    delivery.afterTurn(turn, !failure);
  }
}
