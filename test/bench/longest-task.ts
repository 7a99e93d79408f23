import type { Page } from 'puppeteer-core';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Time that the thread has computed, in µs: what else the machine does is not in it. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** What the longest task of a page's main thread computes while something is done on a processor four times slower, in ms. */
export async function longestTask(page: Page, work: () => Promise<unknown>): Promise<number> {
  const protocol = await page.createCDPSession();
  await protocol.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.tracing.start({ categories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] });
  await work();
  await protocol.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  const { traceEvents } = JSON.parse(new TextDecoder().decode(await page.tracing.stop())) as { traceEvents: TraceEvent[] };
  const main = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = traceEvents.filter(({ name, pid, tid }) => name.endsWith('RunTask') && main.has(`${pid} ${tid}`));
  await protocol.detach();
  if (tasks.length === 0) throw new Error('No tasks have been traced');
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000;
}
