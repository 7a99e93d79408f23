import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { expect } from 'chai';
import { onSteadyFrame } from '../../src/base/frame.js';

/** A display of 60 Hz and a clock, both moved by hand. */
class Display {
  now = 0;
  #frames = new Map<number, () => void>();
  #count = 0;

  readonly requestAnimationFrame = (callback: () => void): number => {
    this.#frames.set((this.#count += 1), callback);
    return this.#count;
  };


  /** @param each called in each millisecond */
  run(ms: number, each: (ms: number) => void = () => undefined): void {
    for (let at = 0; at < ms; at++) {
      this.now += 1;
      mock.timers.tick(1);
      each(at);
      if (this.now % (1000 / 60) >= 1) continue;
      const due = [...this.#frames.values()];
      this.#frames.clear();
      for (const callback of due) callback();
    }
  }
}

describe('What grows is shown in a steady rhythm', () => {
  const display = new Display();
  const globals = globalThis as unknown as Record<string, unknown>;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => display.now);
    Object.assign(globals, { document: { visibilityState: 'visible' }, requestAnimationFrame: display.requestAnimationFrame });
    // Whatever was shown before is long ago.
    display.run(100);
  });

  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
    for (const name of ['document', 'requestAnimationFrame']) delete globals[name];
  });

  /** As a reply does: whatever has gathered asks for one frame. @returns when it was shown, in ms */
  function stream(ms: number, intervalMs: number): number[] {
    const shown: number[] = [];
    const start = display.now;
    let isDue = false;
    display.run(ms, (at) => {
      if (at % intervalMs || isDue) return;
      isDue = true;
      onSteadyFrame(() => {
        isDue = false;
        shown.push(display.now - start);
      });
    });
    return shown;
  }

  for (const intervalMs of [1, 5]) {
    it(`every second frame, where words come ${1000 / intervalMs} times in a second`, () => {
      const shown = stream(1000, intervalMs);
      expect(shown.length).to.be.within(29, 31);
      const gaps = shown.slice(1).map((at, index) => at - shown[index]!);
      for (const gap of gaps) expect(gap).to.be.within(33, 34);
    });
  }

  it('with the next frame, where the last one is a while ago', () => {
    const shown = stream(1000, 100);
    expect(shown).to.have.length(10);
    shown.forEach((at, index) => expect(at - index * 100).to.be.below(19));
  });

  it('also where nobody looks and no frame comes', () => {
    Object.assign(globals, { document: { visibilityState: 'hidden' } });
    expect(stream(1000, 5).length).to.be.within(10, 30);
    // With one timer, since each may be held back for a second there; also right after something was shown.
    let shown = 0;
    for (const expected of [1, 2]) {
      const timers = mock.method(globalThis, 'setTimeout').mock;
      onSteadyFrame(() => (shown += 1));
      display.run(60);
      expect([shown, timers.callCount()]).to.deep.equal([expected, 1]);
      timers.restore();
    }
  });
});
