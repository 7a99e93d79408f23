import { array, boolean, constant, constantFrom, integer, oneof, record, type Arbitrary } from 'fast-check';
import type { CallPlan, ServerKind, Utterance } from './call-plan.js';

/* Random plans of calls: the server, what the person says and how well they are heard, and one kind of trouble or all. */

const server: Arbitrary<ServerKind> = record({
  closing: constantFrom('message', 'last-chunk', 'both', 'none'),
  closesCut: boolean(),
  finalHasText: boolean(),
  stops: constantFrom('onset', 'end', 'never'),
  thinkMs: constantFrom(0, 300, 3_000),
  supersedes: boolean(),
  overlaps: boolean(),
  givesUp: constantFrom('silently', 'empty'),
  stopsThinking: boolean(),
  tailMs: oneof(constant(0), integer({ min: 0, max: 2_000 })),
  endMs: constantFrom(300, 700),
  pace: constantFrom(1, 2, 8),
  networkMs: constantFrom(5, 60),
  isGrowing: constant(false),
});

const utterance: Arbitrary<Utterance> = record({
  when: constantFrom('quiet', 'during'),
  afterMs: integer({ min: 100, max: 2_500 }),
  ms: integer({ min: 600, max: 3_000 }),
  pauseMs: oneof({ arbitrary: constant(0), weight: 4 }, { arbitrary: constant(900), weight: 1 }),
  detector: record({
    isMissed: oneof({ arbitrary: constant(false), weight: 9 }, { arbitrary: constant(true), weight: 1 }),
    startLateMs: integer({ min: 60, max: 500 }),
    endLateMs: integer({ min: 200, max: 900 }),
  }),
  falseAfterMs: oneof({ arbitrary: constant(undefined), weight: 7 }, { arbitrary: integer({ min: 0, max: 2_000 }), weight: 1 }),
  reply: record({
    sentences: integer({ min: 1, max: 5 }),
    style: constantFrom('words', 'words', 'lines', 'caseless'),
    chunkWords: integer({ min: 1, max: 4 }),
    alikeWords: oneof({ arbitrary: integer({ min: 1, max: 6 }), weight: 3 }, { arbitrary: constant(Infinity), weight: 1 }),
  }),
});

export const plan: Arbitrary<CallPlan> = record({ server, utterances: array(utterance, { minLength: 10, maxLength: 10 }) });

export const troubles = ['none', 'speech that is missed', 'noise taken for speech', 'pauses counted as two turns', 'replies that overlap', 'all at once', 'replies that begin alike', 'transcriptions that grow'] as const;
/** With replies that are alike as well it cannot always be told whose a chunk is. */
export type Trouble = (typeof troubles)[number] | 'all at once, alike';

/** A call with no other trouble than this. */
export function only(trouble: Trouble, { server: kind, utterances }: CallPlan): CallPlan {
  const has = (name: Trouble): boolean => trouble === name || (trouble === 'all at once' && name !== 'replies that begin alike') || trouble === 'all at once, alike';
  return {
    server: { ...kind, overlaps: kind.overlaps && has('replies that overlap'), isGrowing: trouble === 'transcriptions that grow' },
    utterances: utterances.map((each) => ({
      ...each,
      reply: { ...each.reply, alikeWords: has('replies that begin alike') ? each.reply.alikeWords : 0 },
      pauseMs: has('pauses counted as two turns') ? each.pauseMs : 0,
      falseAfterMs: has('noise taken for speech') ? each.falseAfterMs : undefined,
      detector: { ...each.detector, isMissed: has('speech that is missed') && each.detector.isMissed },
    })),
  };
}
