import { isJsonObject } from '../base/json.js';

/* What of the traffic may be written down: all that helps to see what happens, and nothing that lets anybody in. */

const hidden = '…';

/** Fields whose value stays hidden, however it is spelt: `environmentVariables` is the page's own secret. */
const secret = /token|authorization|secret|password|credential|signature|cookie|(api|access|private)-?_?key|environmentvariables/i;

/** Of addresses only these parameters are shown. */
const harmless: readonly string[] = ['resourceId', 'conversationId', 'voiceModeEnabled'];

/** An address, with what is asked of which conversation, and no more. */
export function addressWithoutSecrets(address: string): string {
  const url = new URL(address, globalThis.document?.baseURI);
  const query = [...url.searchParams].map(([name, value]) => `${name}=${harmless.includes(name) ? value : hidden}`).join('&');
  return `${url.origin}${url.pathname}${query && `?${query}`}`;
}

/**
 * A value of JSON without its secrets; sound is shown by its length.
 *
 * @param known texts that are secret wherever they stand
 */
export function withoutSecrets(value: unknown, known: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutSecrets(each, known));
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, secret.test(name) ? hidden : name === 'base64Audio' ? sizeOf(each) : withoutSecrets(each, known)]));
  return typeof value === 'string' ? textWithoutSecrets(value, known) : value;
}

function textWithoutSecrets(text: string, known: ReadonlySet<string>): string {
  let open = text;
  for (const each of known) open = open.replaceAll(each, hidden);
  // Where a file is to be put, the query is what lets it in.
  return /^(https?|wss?):\/\/\S+\?/.test(open) && URL.canParse(open) ? addressWithoutSecrets(open) : open;
}

function sizeOf(value: unknown): string {
  return `${String(value).length} characters of audio`;
}
