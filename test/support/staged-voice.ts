import type { AudioDevice, Call, CallSnapshot } from '../../src/audio/call.js';
import { State } from '../../src/base/state.js';
import { AgentSession } from '../../src/session/agent-session.js';
import { initialSnapshot, type SessionSnapshot, type VoiceCall } from '../../src/session/snapshot.js';

const device = (id: string, label: string): AudioDevice => ({ id, label });

const quiet: CallSnapshot = {
  phase: 'live',
  progress: 1,
  talk: 'open',
  isHeld: false,
  detection: 'on',
  hearing: 'nothing',
  playing: undefined,
  isBlocked: false,
  isMicrophoneSilent: false,
  microphones: [device('default', 'Default'), device('desk', 'Desk microphone'), device('head', 'Headset')],
  speakers: [device('loud', 'Loudspeakers'), device('head-out', 'Headset')],
  microphoneId: undefined,
  speakerId: undefined,
  volume: 1,
  underruns: 0,
};

type Caption = VoiceCall['caption'];
type StagedCall = Pick<VoiceCall, 'call' | 'caption' | 'subscribe' | 'mute' | 'unmute' | 'holdToTalk' | 'stop'>;

/** A session whose snapshot and whose call are what a test says they are; what is asked of it is written down. */
export class StagedVoice {
  readonly session: AgentSession;
  /** As `mute`, `holdToTalk true`, `setVolume 0.5`. */
  readonly asked: string[] = [];
  /** How often the levels were asked for. */
  looks = 0;
  level = { input: 0, output: 0 };
  readonly #state: State<SessionSnapshot>;
  readonly #call = new State<CallSnapshot>(quiet);
  readonly #caption = new State<{ current: Caption }>({ current: undefined });
  readonly #voice: StagedCall;
  #hasCall = false;

  constructor(messages: SessionSnapshot['messages'] = []) {
    this.session = new AgentSession({ agentId: 7, tokens: '/token', persist: 'none' });
    this.#state = new State<SessionSnapshot>({ ...initialSnapshot, state: 'ready', isRestored: true, messages });
    this.#voice = this.#createVoice();
    const state = this.#state;
    const voice = () => (this.#hasCall ? this.#voice : undefined);
    Object.defineProperties(this.session, {
      snapshot: { get: () => state.current },
      voice: { get: voice },
      subscribe: { value: state.subscribe.bind(state) },
      open: { value: () => Promise.resolve() },
      startVoice: { value: () => Promise.resolve(this.#note('startVoice')) },
      stopVoice: { value: () => this.#note('stopVoice') },
      stop: { value: () => this.#note('stop') },
    });
  }

  /** Other facts of the session. */
  set(changes: Partial<SessionSnapshot>): void {
    this.#state.patch(changes);
  }

  /** Other facts of the call, which there is from now on; those of the session come with them. */
  call({ caption, ...changes }: Partial<CallSnapshot & { caption: Caption }> = {}, session: Partial<SessionSnapshot> = {}): void {
    this.#hasCall = true;
    this.#call.patch({ phase: 'live', ...changes });
    this.#caption.patch({ current: caption });
    this.#state.patch({ ...(this.#state.current.voiceState === 'off' && { voiceState: 'listening' as const }), ...session });
  }

  /** There is no call any more. */
  end(changes: Partial<SessionSnapshot> = {}): void {
    this.#hasCall = false;
    this.#call.patch({ ...quiet, phase: 'closed' });
    this.#caption.patch({ current: undefined });
    this.#state.patch({ voiceState: 'off', ...changes });
  }

  #note(...what: readonly unknown[]): void {
    this.asked.push(what.join(' '));
  }

  #createVoice(): StagedCall {
    const state = this.#call;
    const caption = this.#caption;
    const note = (name: string) => (...args: readonly unknown[]) => this.#note(name, ...args);
    const call = {
      get snapshot() {
        return state.current;
      },
      subscribe: state.subscribe.bind(state),
      levels: () => {
        this.looks += 1;
        return this.level;
      },
      setVolume: note('setVolume'),
      setPushToTalk: note('setPushToTalk'),
      chooseMicrophone: (id?: string) => Promise.resolve(this.#note('chooseMicrophone', id)),
      chooseSpeaker: (id?: string) => Promise.resolve(this.#note('chooseSpeaker', id)),
      resume: note('resume'),
    } as unknown as Call;
    return {
      call,
      get caption() {
        return caption.current.current;
      },
      subscribe: (subscriber, options) => caption.subscribe(() => subscriber(), options),
      mute: note('mute'),
      unmute: note('unmute'),
      holdToTalk: note('holdToTalk'),
      stop: note('stop'),
    };
  }
}
