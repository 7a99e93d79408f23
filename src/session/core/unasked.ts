import { AgentError } from '../../base/errors.js';
import { bare, type Messages } from '../../conversation/message.js';
import { textOfOutput } from '../../conversation/reduce.js';
import type { UnaskedEvent } from './event.js';
import { longestPauseMs } from './model.js';
import { insert } from './turns.js';
import type { Work } from './work.js';

/* What the agent says of its own accord, as a greeting, news, or one reply more: a message that belongs to no turn. */

export function unasked(work: Work, { message }: UnaskedEvent): void {
  const { id, text } = work.model.unasked ?? { id: work.facts.newId(), text: '' };
  if (typeof message === 'number') return end(work, id, text, work.facts.now - message > longestPauseMs ? 'done' : 'interrupted');
  if (message.kind === 'stream') return say(work, id, text + textOfOutput([message.output]), 'streaming');
  if (message.errors.length > 0) work.report(new AgentError('agent', message.errors.join('\n')));
  end(work, id, textOfOutput(message.output) || text, 'done');
}

function end(work: Work, id: string, text: string, status: 'done' | 'interrupted'): void {
  say(work, id, text, status);
  work.set({ unasked: undefined });
  work.tellFinished(id);
  work.do({ type: 'keep' });
}

/** Shows it, unless it is nothing new. @param text all of it */
function say(work: Work, id: string, text: string, status: 'streaming' | 'done' | 'interrupted'): void {
  work.set({ unasked: { id, text } });
  if (work.message(id)) work.change(id, { text, status });
  else if (text.trim() && !isRepeated(work.model.messages, text, status !== 'streaming')) insert(work, { id, role: 'agent', text, status, at: work.facts.now });
}

/**
 * A server may tell the end of a reply twice, or a piece of it after its end, and greet whenever it is connected with.
 *
 * @param isWhole whether all of it is there: more to come may make something else of it
 */
function isRepeated(messages: Messages, said: string, isWhole: boolean): boolean {
  const text = bare(said);
  const last = messages.findLast(({ role }) => role === 'agent');
  return messages.some((message) => {
    if (message.role !== 'agent' || (message !== last && message.turn !== undefined)) return false;
    const other = bare(message.text);
    return isWhole ? other === text : other.includes(text);
  });
}
