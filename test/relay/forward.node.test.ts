import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { WebSocket } from 'ws';
import { forward, type ForwardOptions } from '../../src/relay/forward.js';

/** As much of a WebSocket as forwarding needs, with a buffer that a test fills and empties. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  isPaused = false;
  readonly sent: unknown[] = [];
  closedWith: unknown[] | undefined;
  #flushed: (() => void)[] = [];

  send(data: unknown, _options: unknown, flushed: () => void): void {
    this.sent.push(data);
    this.bufferedAmount += (data as Buffer).length;
    this.#flushed.push(flushed);
  }

  /** The network has taken all but `left` bytes. */
  drain(left: number): void {
    this.bufferedAmount = left;
    for (const flushed of this.#flushed.splice(0)) flushed();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  close(...how: unknown[]): void {
    this.readyState = 2;
    this.closedWith = how;
  }
}

const pass: ForwardOptions['pass'] = (data, binary) => ({ data, binary });

function pair() {
  const from = new FakeSocket();
  const to = new FakeSocket();
  forward({ from: from as unknown as WebSocket, to: to as unknown as WebSocket, pass, whenLost: { code: 1011 } });
  return { from, to };
}

const chunk = Buffer.alloc(300 * 1024);

test('reading pauses while too much waits to be sent, and goes on when it has drained', () => {
  const { from, to } = pair();
  for (let index = 0; index < 3; index += 1) from.emit('message', chunk, true);
  assert.equal(from.isPaused, false);
  from.emit('message', chunk, true);
  assert.equal(from.isPaused, true);
  to.drain(512 * 1024);
  assert.equal(from.isPaused, true);
  from.emit('message', chunk, true);
  to.drain(0);
  assert.equal(from.isPaused, false);
  assert.equal(to.sent.length, 5);
});

test('a paused connection is resumed when it is closed, or its close would never end', () => {
  const { from, to } = pair();
  forward({ from: to as unknown as WebSocket, to: from as unknown as WebSocket, pass, whenLost: { code: 1001 } });
  from.pause();
  to.emit('close', 1000, Buffer.from('over'));
  assert.deepEqual([from.isPaused, from.closedWith], [false, [1000, 'over']]);
});

test('what was read before an end is not looked at any more', async () => {
  const [from, to] = [new FakeSocket(), new FakeSocket()];
  const seen: string[] = [];
  const refuse: ForwardOptions['pass'] = (data) => {
    seen.push(String(data));
    return Promise.resolve({ code: 1013 });
  };
  forward({ from: from as unknown as WebSocket, to: to as unknown as WebSocket, pass: refuse, whenLost: { code: 1011 } });
  for (const text of ['one', 'two', 'three']) from.emit('message', Buffer.from(text), false);
  await new Promise(setImmediate);
  assert.deepEqual([seen, to.closedWith], [['one'], [1013, undefined]]);
});

test('nothing is sent to a connection that is closing', () => {
  const { from, to } = pair();
  to.close();
  from.emit('message', chunk, true);
  from.emit('close', 1000, Buffer.alloc(0));
  assert.deepEqual([to.sent, to.closedWith], [[], []]);
});
