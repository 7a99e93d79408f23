import { isSameReply, isSameText } from './call-text.js';
import { give, resolveHeld } from './call-held.js';
import { partRest } from './call-parting.js';
import type { CallTurn } from './call-model.js';
import type { ReplyEntry } from './call-reach.js';
import { recent, type CallStep } from './call-step.js';
import { owedReplies } from './call-times.js';

/* Which reply a final message ends. */

/** A reply may be in the log for so long, in ms, before its final message comes. */
const logLeadMs = 3_000;

export function takeFinal(work: CallStep, text: string, failure: string): void {
  const { now } = work.facts;
  const owner = text ? ownerOf(work, text) : undefined;
  if (owner && owner.id !== work.current?.id) {
    const isAll = isSameReply(owner.reply!.text, text);
    work.change(owner.id, { ...(isAll && { whole: text }), reply: Object.freeze({ ...owner.reply!, ...(isAll && { isClosed: true }) }) });
    return;
  }
  const owed = owedReplies(work.model, now);
  const last = owner ? undefined : owed.at(-1);
  // Without words it says nothing of whose it is, nor do those that are held: the log will.
  if (text === '' && failure === '' && work.model.held.length > 0) return work.set({ readAt: -Infinity });
  if (last && !isOfCurrent(work, last, text, failure)) {
    if (text === '') work.set({ readAt: -Infinity });
    for (const { id } of owed) work.changeReply(id, { isClosed: true });
    return text ? work.change(last.id, { whole: text }) : undefined;
  }
  if (owner?.reply?.status === 'open' && failure === '' && partRest(work, owner.id)) return work.change(owner.id, { whole: text });
  // What is held back is its reply, unless it is known which is.
  if (!owner) {
    for (const chunk of work.model.held) give(work, chunk.output, chunk);
    work.set({ held: Object.freeze([]) });
  }
  const { current } = work;
  if (!current) return;
  // A message without words, before any came, may be the end of another one that was cut, or given up: the log tells.
  if (current.kind === 'spoken' && !current.reply && text === '' && failure === '') return work.set({ readAt: -Infinity });
  work.changeReply(current.id, { status: failure ? 'failed' : 'done', isClosed: true, ...(text && { text }) });
  if (text) work.change(current.id, { whole: text });
  work.set({ active: undefined, endedAt: work.facts.now });
  work.do({ type: 'pass' });
}

/**
 * Whether a final message is that of the reply that is under way, or held back, and not of the one that was cut. Without
 * words it may be either's, unless the one under way has had its last chunk.
 */
function isOfCurrent({ model: { held }, current }: CallStep, { reply }: CallTurn, text: string, failure: string): boolean {
  if (text === '') return held.length === 0 && current !== undefined && (failure !== '' || current.reply?.isClosed === true);
  const come = (current?.reply?.text ?? '') + held.map(({ output }) => output.transcription).join(' ');
  return !isSameReply(text, reply!.text) && (reply!.text !== '' || isSameReply(come, text));
}

/** The turn with some of the reply that a final message has whole. What of it is held back is given, or dropped. */
function ownerOf(work: CallStep, text: string): CallTurn | undefined {
  const { entries } = work.model;
  const { now } = work.facts;
  // The log may have been there first, but an earlier reply may have been the same.
  const known = entries.findLast((each) => !each.isFinal && now - (each.seenAt ?? 0) < logLeadMs && isSameText(each.text, text));
  const entry = known?.entry ?? Math.min(0, ...entries.map((each) => each.entry)) - 1;
  const final: ReplyEntry = Object.freeze({ entry, text: known?.text ?? text, seenAt: known?.seenAt ?? now, isFinal: true });
  work.know(known ? entries.map((each) => (each === known ? final : each)) : [...entries, final]);
  resolveHeld(work);
  const { attribution } = work.model;
  return recent(work.model).findLast(({ reply }) => reply?.pieces.some((piece) => attribution.entryOf(piece) === entry));
}
