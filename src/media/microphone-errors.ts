import { AgentError } from '../base/errors.js';

/** What a browser may know of the page's policy; the name is an old one, the only one in use. */
interface WithPolicy {
  readonly featurePolicy?: { allowsFeature(name: string): boolean };
}

/** Why there can be no microphone whatever the person says; `undefined` where there can. */
export function microphoneObstacle(): AgentError | undefined {
  if (!globalThis.isSecureContext) return new AgentError('insecure-context', 'Microphones need https');
  if (isForbiddenByPolicy()) {
    return new AgentError('mic-policy', 'The page’s Permissions-Policy, or a frame without allow="microphone", forbids the microphone');
  }
  if (!globalThis.navigator.mediaDevices?.getUserMedia) return new AgentError('unsupported', 'There is no getUserMedia');
  return undefined;
}

/** Told apart by what little browsers say; the message keeps it for developers. */
export function microphoneTrouble(thrown: unknown): AgentError {
  if (thrown instanceof AgentError) return thrown;
  const { name, message } = thrown instanceof Error ? thrown : { name: '', message: String(thrown) };
  const trouble = (code: AgentError['code'], retryable = true) =>
    new AgentError(code, `The microphone could not be opened: ${name} ${message}`, { cause: thrown, retryable });
  switch (name) {
    case 'NotAllowedError':
      if (isForbiddenByPolicy() || /policy/i.test(message)) return trouble('mic-policy', false);
      if (/dismissed/i.test(message)) return trouble('mic-dismissed');
      return /system/i.test(message) ? trouble('mic-system') : trouble('mic-denied');
    case 'SecurityError':
      return trouble('mic-policy', false);
    case 'NotFoundError':
    case 'OverconstrainedError':
      return trouble('mic-missing');
    case 'NotReadableError':
    case 'AbortError':
      return trouble('mic-busy');
    default:
      return trouble('unsupported', false);
  }
}

function isForbiddenByPolicy(): boolean {
  return (globalThis.document as WithPolicy | undefined)?.featurePolicy?.allowsFeature('microphone') === false;
}
