import type { Call, CallEvent, CallOptions } from '../../src/audio/call.js';
import { openCall } from '../../src/audio/open-call.js';
import { until } from '../support/until.js';
import { FakeDevices } from './fake-devices.js';

/** Headless browsers without a sound card have contexts that never run. */
async function canPlay(): Promise<boolean> {
  const context = new AudioContext();
  void context.resume();
  const deadline = Date.now() + 2000;
  while (context.state !== 'running' && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  const { state } = context;
  await context.close();
  return state === 'running';
}

/** A call in the browser's own contexts and worklets; only the devices are the test's. */
export class RealCall {
  readonly devices = new FakeDevices();
  readonly context = new AudioContext();
  /** The first, and those that took its place. */
  readonly contexts = [this.context];
  readonly events: CallEvent[] = [];
  /** What the next context is made with. */
  nextContext: AudioContextOptions = {};
  #call: Call | undefined;

  get call(): Call {
    if (!this.#call) throw new Error('the call was not opened');
    return this.#call;
  }

  open(options: Partial<CallOptions> = {}): Call {
    const { context, devices, events, contexts } = this;
    this.#call = openCall(
      { context, isPushToTalk: true, onEvent: (event) => events.push(event), ...options },
      {
        mediaDevices: devices.mediaDevices,
        createContext: () => {
          const created = new AudioContext(this.nextContext);
          contexts.push(created);
          return created;
        },
      },
    );
    return this.#call;
  }

  /** Opens it, and waits until the person can be heard. */
  async begin(options?: Partial<CallOptions>): Promise<Call> {
    const call = this.open(options);
    await this.live();
    return call;
  }

  async live(): Promise<void> {
    await until(() => this.call.snapshot.phase === 'live', 'it is live');
  }

  get frames(): Extract<CallEvent, { type: 'frame' }>[] {
    return this.events.filter((event) => event.type === 'frame');
  }

  /** Codes, and whether they ended the call. */
  get troubles(): (readonly [code: string, isFatal: boolean])[] {
    return this.events.filter((event) => event.type === 'trouble').map(({ error, isFatal }) => [error.code, isFatal]);
  }

  get speech(): string[] {
    return this.events.filter((event) => event.type === 'speech').map(({ phase }) => phase);
  }

  async moreFrames(count = 5): Promise<void> {
    const wanted = this.frames.length + count;
    await until(() => this.frames.length >= wanted, 'frames come');
  }

  /** Ends it; nothing is left running. */
  async end(): Promise<void> {
    await this.#call?.close();
    await this.devices.close();
    const states = [...this.contexts.map(({ state }) => state), ...this.devices.opened.map(({ track }) => track.readyState)];
    if (!states.every((state) => state === 'closed' || state === 'ended')) throw new Error(`something is left running: ${states.join(', ')}`);
  }
}

/** Gives each test of a suite a call of its own; where the browser has no sound, they are left out. */
export function realCalls(): () => RealCall {
  let isPossible: boolean;
  let real: RealCall | undefined;
  before(async () => {
    isPossible = await canPlay();
  });
  beforeEach(function () {
    if (!isPossible) this.skip();
    real = new RealCall();
  });
  afterEach(async () => {
    await real?.end();
    real = undefined;
  });
  return () => real!;
}
