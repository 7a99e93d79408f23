import { WireLog } from '../transport/wire-log.js';
import type { SessionEventMap } from './events.js';
import type { SessionPorts } from './options.js';

/** What is worth a line, by the event. What was said is among the frames. */
const lines: { readonly [Type in keyof SessionEventMap]?: (event: SessionEventMap[Type]) => string } = {
  'autessa-ready': () => 'ready',
  'autessa-state': ({ state, voiceState }) => `state ${state}, voice ${voiceState}`,
  'autessa-conversation': ({ conversationId, origin }) => `conversation ${conversationId} ${origin}`,
  'autessa-message': ({ message: { role, status, id } }) => `message of the ${role} ${status} (${id})`,
  'autessa-tool': ({ toolName, phase, invocationId }) => `tool ${toolName} ${phase} (${invocationId})`,
  'autessa-error': ({ error: { code, message } }) => `error ${code}: ${message}`,
  'autessa-speech-start': () => 'speech begins',
  'autessa-speech-end': () => 'speech ends',
  'autessa-interruption': ({ heardText }) => `interrupted after ${heardText.length} characters were heard`,
};

/** Writes into the console what a session does, when, and what goes over the wire. Never a token or a key. */
export class DebugLog {
  /** For a session whose traffic is to be seen. */
  readonly ports: Pick<SessionPorts, 'fetch' | 'createSocket'>;
  readonly #isOn: () => boolean;
  readonly #start = performance.now();

  /**
   * @param target on which the session's events are heard
   * @param isOn asked for each line
   */
  constructor(target: EventTarget, isOn: () => boolean) {
    this.#isOn = isOn;
    this.ports = new WireLog((line, ...details) => this.#write(line, ...details));
    for (const [type, lineOf] of Object.entries(lines) as [string, (event: unknown) => string][]) {
      target.addEventListener(type, (event) => this.#write(lineOf(event)));
    }
    this.#write('the log begins');
  }

  #write(line: string, ...details: readonly unknown[]): void {
    if (!this.#isOn()) return;
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(3);
    // oxlint-disable-next-line no-console -- It is what was asked for.
    console.info(`<autessa-agent> +${seconds} s ${line}`, ...details);
  }
}
