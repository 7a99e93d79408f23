/**
 * The content of a file, with word of each part that comes.
 *
 * @throws {Error} where the file is not there
 */
export async function fetchBytes(address: string, onBytes: (count: number) => void, signal: AbortSignal): Promise<ArrayBuffer> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body!.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    onBytes(read.value.length);
  }
  return new Blob(parts).arrayBuffer();
}
