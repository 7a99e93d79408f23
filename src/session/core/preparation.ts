import { proceed } from './delivery.js';
import type { PreparedEvent } from './event.js';
import { replace } from './turns.js';
import type { Handlers } from './work.js';

/** What a waiting turn says can be sent. */
export const preparation: Handlers<PreparedEvent> = {
  prepared(work, { turn: id, input }) {
    const turn = work.waiting(id);
    if (!turn) return;
    replace(work, { ...turn, input, isPreparing: false });
    work.change(id, { input, progress: undefined });
    work.do({ type: 'keep' });
    proceed(work);
  },
};
