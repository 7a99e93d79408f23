import { AgentError } from '../../base/errors.js';
import { bare, type Messages } from '../../conversation/message.js';
import { textOfOutput } from '../../conversation/reduce.js';
import type { UnaskedEvent } from './event.js';
import { longestPauseMs, type Model } from './model.js';
import { insert } from './turns.js';
import type { Work } from './work.js';

/* What the agent says of its own accord, as a greeting, news, or one reply more: a message that belongs to no turn. */

type Said = NonNullable<Model['unasked']>;

export function unasked(work: Work, { message }: UnaskedEvent): void {
  const { conversationId, unasked: said = { id: work.facts.newId(), text: '', conversationId } } = work.model;
  if (typeof message === 'number') return end(work, said, work.facts.now - message > longestPauseMs ? 'done' : 'interrupted');
  if (message.kind === 'stream') return say(work, { ...said, text: said.text + textOfOutput([message.output]) }, 'streaming');
  if (message.errors.length > 0) work.report(new AgentError('agent', message.errors.join('\n')));
  end(work, { ...said, text: textOfOutput(message.output) || said.text }, 'done');
}

function end(work: Work, said: Said, status: 'done' | 'interrupted'): void {
  say(work, said, status);
  work.set({ unasked: undefined });
  work.tellFinished(said.id);
  work.do({ type: 'keep' });
}

/** Shows it, unless it is nothing new, or its conversation has been left. */
function say(work: Work, said: Said, status: 'streaming' | 'done' | 'interrupted'): void {
  const { id, text, conversationId } = said;
  const isLeft = conversationId === undefined || conversationId !== work.model.conversationId;
  work.set({ unasked: said });
  if (work.message(id)) work.change(id, { text, status });
  else if (!isLeft && text.trim() && !isRepeated(work.model.messages, text, status !== 'streaming')) insert(work, { id, role: 'agent', text, status, at: work.facts.now });
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
