import type { Call, CallOptions } from '../../src/audio/call.js';
import type { AgentError } from '../../src/base/errors.js';
import { FakeCall, fakeContext } from './fake-call.js';
import { settled } from './fake-clock.js';
import { scene, type Scene, type SceneOptions } from './session.js';

export interface CallScene extends Scene {
  readonly context: AudioContext;
  /** The newest call. */
  readonly call: FakeCall;
  readonly calls: readonly FakeCall[];
  /** What `startVoice` came to: `live`, or the error's code; `undefined` while it is open. */
  readonly outcome: () => string | undefined;
}

/** A session whose person has asked for a call. */
export async function calling(options: SceneOptions & { readonly before?: (scene: Scene) => Promise<void> } = {}): Promise<CallScene> {
  const calls: FakeCall[] = [];
  const openCall = (callOptions: CallOptions): Call => {
    const call = new FakeCall(callOptions);
    calls.push(call);
    return call;
  };
  const { before, ...rest } = options;
  const made = scene({ openCall, ...rest });
  await before?.(made);
  const context = fakeContext();
  let outcome: string | undefined;
  made.session.startVoice(context).then(
    () => (outcome = 'live'),
    (error: unknown) => (outcome = (error as AgentError).code),
  );
  await settled();
  return {
    ...made,
    context,
    calls,
    outcome: () => outcome,
    get call() {
      const call = calls.at(-1);
      if (!call) throw new Error('no call was opened');
      return call;
    },
  };
}

/** A session in the midst of a call in a conversation `conv-1`, in which nothing has been said yet. */
export async function inCall(options?: Parameters<typeof calling>[0]): Promise<CallScene> {
  const made = await calling(options);
  await made.server.socket.open('conv-1');
  await made.call.become({ phase: 'live', microphoneId: 'one', detection: 'on', progress: 1 });
  return made;
}
