/**
 * The content of a file, with word of each part that comes.
 *
 * @param isWhatItShouldBe tells by the first bytes
 * @throws {Error} where the file is not there, or is something else, such as a page that says so
 */
export async function fetchBytes(
  address: string,
  isWhatItShouldBe: (start: Uint8Array) => boolean,
  onBytes: (count: number) => void,
  signal: AbortSignal,
): Promise<ArrayBuffer> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body!.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    onBytes(read.value.length);
  }
  const bytes = await new Blob(parts).arrayBuffer();
  if (!isWhatItShouldBe(new Uint8Array(bytes.slice(0, 16)))) throw new Error(`${address} is something else`);
  return bytes;
}

/** WebAssembly begins with a zero and its name. */
export function isWebAssembly([first, ...rest]: Uint8Array): boolean {
  return first === 0 && String.fromCharCode(...rest).startsWith('asm');
}

/** A model in ONNX begins with its version, as the first field of a protocol buffer. */
export function isOnnx([field]: Uint8Array): boolean {
  return field === 0x08;
}
