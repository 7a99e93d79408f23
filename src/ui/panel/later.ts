import { sleep, systemClock } from '../../base/clock.js';
import type { AgentSession } from '../../session/agent-session.js';
import { initialSnapshot } from '../../session/snapshot.js';
import { wordsOf } from '../configuration.js';
import type { AttachmentsHost } from './attachments/attachments-host.js';
import type { Extras } from './extras/extras.js';
import type { VoicePlace } from './voice/context.js';
import type { Voice } from './voice/voice.js';

/** What is there of a part of the panel: once it was needed, it stays. `null` where it could not be loaded. */
export type Later<Part> = () => Part | null | undefined;

/**
 * A part of the panel that is loaded as soon as it is asked for and needed, and not before.
 *
 * @param onChange it is there, or cannot be had; the next time that it is asked for, it is tried again
 */
function later<Part>(isNeeded: () => unknown, load: () => Promise<Part>, onChange: () => void): Later<Part> {
  let part: Part | null | undefined;
  let isAsked = false;
  const ask = async (): Promise<void> => {
    isAsked = true;
    part = await load().catch(() => null);
    onChange();
    isAsked = part !== null;
  };
  return () => {
    if (!isAsked && isNeeded()) void ask();
    return part;
  };
}

/** Whoever writes for longer than this, in ms, may leave a draft, which is to be kept. */
const writingMs = 1_000;

type Session = () => AgentSession | undefined;

/** What is to be done with audio that somebody wants to send. */
type Reach = (attachments: AttachmentsHost) => unknown;

export interface LaterExtras {
  readonly get: Later<Extras>;
  /** Whether audio may be sent. */
  readonly canAttach: boolean;
  /** Does it as soon as that can be done. */
  attach(reach: Reach): void;
}

/** What only a conversation needs that has begun, or somebody who takes their time to write, or reaches for audio to send: a press, a drop or a paste. */
export function laterExtras(session: Session, ...place: ConstructorParameters<typeof Extras>): LaterExtras {
  const [onChange, element, container, { loadRare, signal }, following] = place;
  let reached: Reach | undefined;
  let isWriting = false;
  const isNeeded = (): unknown => isWriting || reached || session()?.snapshot.messages.some(({ status }) => !following.isFollowing || /^(done|failed)/.test(status));
  const load = async (): Promise<Extras> => {
    // Whoever waits for the reply comes first.
    await session()?.open();
    const [{ Extras }] = await Promise.all([import('./extras/extras.js'), loadRare()]);
    signal.throwIfAborted();
    return new Extras(...place);
  };
  const get = later(isNeeded, load, () => {
    onChange();
    const reach = reached;
    reached = undefined;
    const attachments = get()?.attachments;
    if (attachments) reach?.(attachments);
  });
  const extras: LaterExtras = {
    get,
    get canAttach() {
      return !wordsOf(element.disabledFeatures)?.includes('attachments');
    },
    attach(reach) {
      const attachments = get()?.attachments;
      if (attachments) void reach(attachments);
      else {
        reached = reach;
        get();
      }
    },
  };
  /** What is on offer can be read only while the event lasts. */
  const onTransfer = (event: Event): void => {
    const { type, dataTransfer, clipboardData } = event as DragEvent & ClipboardEvent;
    const files = [...(dataTransfer ?? clipboardData!).files];
    // Text is dragged as ever. A paste may be of both, and of files a text box takes none.
    if (!extras.canAttach || !(dataTransfer?.types.includes('Files') ?? files.length)) return;
    if (dataTransfer) event.preventDefault();
    extras.attach((attachments) => attachments.receive(files, type));
  };
  const onWriting = (): void => {
    isWriting = true;
    get();
  };
  container.addEventListener('input', () => void sleep(systemClock, writingMs, signal).then(onWriting, () => undefined), { once: true, signal });
  // Also while the panel is closed.
  element.addEventListener('autessa-message', get, { signal });
  for (const type of ['dragover', 'dragleave', 'drop', 'paste']) container.addEventListener(type, onTransfer, { signal });
  return extras;
}

/** What shows a call. */
export function laterVoice(session: Session, onChange: () => void, place: VoicePlace): Later<Voice> {
  const { container, messages: { loadRare, signal } } = place;
  const isNeeded = (): unknown => {
    const { voiceState, voiceError, isCallElsewhere, interruptedCall } = session()?.snapshot ?? initialSnapshot;
    return voiceState !== 'off' || voiceError || isCallElsewhere || interruptedCall || container.querySelector('.is-voice');
  };
  const load = async (): Promise<Voice> => {
    try {
      const [{ Voice }] = await Promise.all([import('./voice/voice.js'), loadRare()]);
      signal.throwIfAborted();
      return new Voice(place);
    } catch (error) {
      // Nobody should be listened to who can neither see nor end it.
      session()?.stopVoice();
      throw error;
    }
  };
  return later(isNeeded, load, onChange);
}
