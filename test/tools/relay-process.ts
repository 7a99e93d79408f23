import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';
import { end, endWithThisProcess } from './processes.js';
import { page, realKey, secret } from './relayed.js';

/** The relay's command, in a process of its own. */
export interface RelayProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has written so far. */
  output(): string;
  /** The value of one of its metrics. */
  metric(name: string): Promise<number>;
  close(): Promise<void>;
}

const own = fileURLToPath(new URL('../../src/relay/cli.ts', import.meta.url));

/**
 * @param settings more environment variables, or other values of the usual ones
 * @param command the file to run, to compare with another version
 */
export async function startRelayProcess(apiBase: string, settings: Readonly<Record<string, string>> = {}, command = own): Promise<RelayProcess> {
  const env = {
    PATH: '',
    AUTESSA_API_KEY: realKey,
    AUTESSA_API_BASE: apiBase,
    RELAY_SECRET: secret,
    RELAY_ORIGINS: page,
    RELAY_AGENTS: '*',
    RELAY_LIMIT_ADDRESS: '0/0',
    HOST: '127.0.0.1',
    PORT: '0',
    ...settings,
  };
  const child = endWithThisProcess(spawn(process.execPath, ['--import', 'tsx', command], { env }));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const url = await eventually(() => {
    if (child.exitCode !== null) throw new Error(output);
    return /Relay listening on (http:\S+)/.exec(output)?.[1];
  }, 30_000);
  return {
    url,
    child,
    output: () => output,
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
    },
    close: () => end(child),
  };
}
