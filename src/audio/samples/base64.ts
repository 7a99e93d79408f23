interface WithBase64 {
  readonly fromBase64?: (text: string) => Uint8Array<ArrayBuffer>;
}

/** @throws where the text is no base64 */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  const { fromBase64 } = Uint8Array as unknown as WithBase64;
  if (fromBase64) return fromBase64.call(Uint8Array, text);
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index);
  return bytes;
}
