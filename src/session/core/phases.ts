/** What a session is, as a whole; the public `state`. */
export type Phase =
  /** There is no connection, and none is needed yet. */
  | 'idle'
  /** The first connection is being made. */
  | 'connecting'
  /** Connected, and nothing is awaited. */
  | 'ready'
  /** The agent is answering. */
  | 'responding'
  /** The connection was lost; attempts go on by themselves. */
  | 'reconnecting'
  /** The browser has no network; it goes on when that is back. */
  | 'offline'
  /** Too many requests; it goes on by itself when the server lets it. */
  | 'limited'
  /** The conversation was ended. */
  | 'ended'
  /** Going on by itself would not help; the person may try again. */
  | 'failed';

/** What befalls a session. */
export type PhaseEvent =
  /** A connection is needed. */
  | 'wanted'
  /** It is there. */
  | 'opened'
  /** A message was sent. */
  | 'asked'
  /** Its reply has ended. */
  | 'answered'
  /** The connection was lost. */
  | 'lost'
  | 'offline'
  | 'limited'
  /** An attempt failed for good. */
  | 'refused'
  /** The server closed it in good order. */
  | 'closed'
  /** The conversation was ended by the person. */
  | 'ended'
  /** A new conversation begins. */
  | 'reset';

export const phases = [
  'idle', 'connecting', 'ready', 'responding', 'reconnecting', 'offline', 'limited', 'ended', 'failed',
] as const satisfies readonly Phase[];

/** Nothing is under way. */
const atRest = { ended: 'ended', reset: 'idle', wanted: 'connecting' } as const;
/** There is a connection, or attempts at one. */
const underWay = { opened: 'ready', lost: 'reconnecting', offline: 'offline', limited: 'limited', refused: 'failed', closed: 'idle', ended: 'ended', reset: 'idle' } as const;

/** The whole machine: phase × happening. Where there is no entry, nothing changes. */
const table: Readonly<Record<Phase, Readonly<Partial<Record<PhaseEvent, Phase>>>>> = {
  idle: atRest,
  connecting: underWay,
  ready: { ...underWay, asked: 'responding' },
  responding: { ...underWay, answered: 'ready' },
  reconnecting: underWay,
  offline: { ...underWay, wanted: 'reconnecting' },
  limited: underWay,
  ended: atRest,
  failed: atRest,
};

/** The phase after a happening. */
export function advance(phase: Phase, happening: PhaseEvent): Phase {
  return table[phase][happening] ?? phase;
}
