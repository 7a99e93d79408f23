/** Where a file begins behind tags that other programs put before it (ID3v2, section 3.1), in bytes. */
export async function skipTag(file: Blob): Promise<number> {
  let start = 0;
  for (;;) {
    const head = new Uint8Array(await file.slice(start, start + 10).arrayBuffer());
    if (head.length < 10 || String.fromCharCode(...head.subarray(0, 3)) !== 'ID3') return start;
    // Seven bits of each byte count, and a footer is as long as the head.
    const length = head.subarray(6).reduce((sum, byte) => sum * 128 + (byte & 127), 0);
    start += 10 + length + (head[5]! & 16 ? 10 : 0);
  }
}
