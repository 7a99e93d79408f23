interface WithBase64 {
  readonly fromBase64?: (text: string) => Uint8Array<ArrayBuffer>;
}

/**
 * Reads base64 as servers write it: in either alphabet, with or without padding, with line breaks, or as a `data:`
 * address.
 *
 * @throws where the text is no base64
 */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  const plain = plainBase64(text);
  const { fromBase64 } = Uint8Array as unknown as WithBase64;
  if (fromBase64) return fromBase64.call(Uint8Array, plain);
  const characters = atob(plain);
  const bytes = new Uint8Array(characters.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index);
  return bytes;
}

/** In the usual alphabet, without an address around it. Line breaks and missing padding both readers take as they are. */
function plainBase64(text: string): string {
  const isAddress = /^\s*data:/i.test(text);
  // Inside an address, characters may be escaped.
  const data = isAddress ? decodeURIComponent(text.slice(text.indexOf(',') + 1)) : text;
  return /[-_]/.test(data) ? data.replaceAll('-', '+').replaceAll('_', '/') : data;
}
