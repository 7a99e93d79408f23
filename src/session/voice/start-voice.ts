import { AgentError } from '../../base/errors.js';
import { loadingError } from '../../base/loading-error.js';
import type { SessionHost } from '../host.js';
import { AutessaErrorEvent } from '../events.js';
import type { ConversationPersistence } from '../persistence.js';
import type { SessionPort } from '../ports.js';
import { callEvents } from '../core/call-events.js';
import { tellLength } from './call-length.js';
import { TurnsView } from './turns-view.js';
import { ActiveCall } from './voice-call.js';

export interface StartVoiceOptions {
  readonly session: SessionPort;
  readonly host: SessionHost;
  readonly persistence: ConversationPersistence;
  /** Made inside the click; nothing, where the browser has none. */
  readonly context: AudioContext | undefined;
  /** Ends the call, or the attempt at one. */
  readonly signal: AbortSignal;
}

/**
 * Begins a call in this tab, whichever talked with the server before. Settles when the person can be heard.
 *
 * @throws {AgentError} why they cannot, which the snapshot and an event say too; `aborted` where nobody wants it any
 *   more, or consent is missing
 */
export async function startVoice(options: StartVoiceOptions): Promise<void> {
  const { session, host, context, signal } = options;
  // Of what was typed, something may still be heard.
  session.audio.playback?.silence();
  session.audio.closeContext();
  host.patch({ voiceError: undefined, interruptedCall: undefined });
  const call = await open(options).catch((thrown: unknown) => {
    void context?.close();
    const error = loadingError(thrown);
    // Another one may have been started since.
    if (signal.aborted) throw AgentError.aborted(error);
    const isWanted = error.code !== 'aborted';
    host.patch({ voiceState: 'off', ...(isWanted && { voiceError: error }) });
    if (isWanted) host.options.emit(new AutessaErrorEvent({ error }));
    throw error;
  });
  await call.live;
  tellLength(host.options, call);
}

async function open({ session, host, persistence, context, signal }: StartVoiceOptions): Promise<ActiveCall> {
  const { openCall, signal: lifetime } = host.options;
  const { modes } = host.settings;
  // A list with unknown words is reported elsewhere, and stands for both.
  if (modes?.[0] && modes.every((mode) => mode === 'text')) throw new AgentError('unsupported', 'Voice is not among the modes');
  if (!context) throw new AgentError('unsupported', 'The browser has no Web Audio');
  const loading = openCall ?? import('../../audio/open-call.js').then((loaded) => loaded.openCall);
  await session.api.open();
  if (session.api.snapshot.isConsentNeeded) throw new AgentError('aborted', 'No consent');
  const [load] = await Promise.all([loading, persistence.tabs?.takeLead()]);
  const either = AbortSignal.any([signal, lifetime]);
  either.throwIfAborted();
  host.plugIn(callEvents);
  host.options.turns = new TurnsView(host);
  return new ActiveCall({ session, host, openCall: load, context, signal: either });
}
