import type { CDPSession } from 'puppeteer-core';

interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: string[]; readonly node_types: [string[], ...unknown[]] } };
  readonly nodes: number[];
}

/** What a browser makes by itself, more of it the longer a page runs: compiled code, shapes of objects, and its own objects. */
const ofTheBrowser = new Set(['code', 'object shape', 'hidden', 'native', 'synthetic']);

/**
 * What a page's scripts have made and somebody still holds, in bytes: objects, closures, arrays, texts. The whole heap
 * says less: Chromium keeps every AudioContext that was closed (3 kB each), and compiles on for hundreds of calls.
 */
export async function heapOfPage(protocol: CDPSession): Promise<number> {
  const chunks: string[] = [];
  const take = ({ chunk }: { chunk: string }): unknown => chunks.push(chunk);
  protocol.on('HeapProfiler.addHeapSnapshotChunk', take);
  await protocol.send('HeapProfiler.takeHeapSnapshot', {});
  protocol.off('HeapProfiler.addHeapSnapshotChunk', take);
  const { snapshot: { meta: { node_fields: fields, node_types: [types] } }, nodes } = JSON.parse(chunks.join('')) as Snapshot;
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')];
  let total = 0;
  for (let at = 0; at < nodes.length; at += fields.length) {
    if (!ofTheBrowser.has(types[nodes[at + type]!]!)) total += nodes[at + size]!;
  }
  return total;
}
