#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { help } from './help.js';
import { createRelay } from './index.js';
import { jsonLog } from './log.js';
import { readSettings, SettingsError, type Settings } from './settings.js';

await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) return console.log(help);
  if (args.includes('--version') || args.includes('-v')) return console.log(version());
  if (args.length > 0) return fail(`There is no option ${args[0]}; see --help`);
  try {
    return await serve(readSettings(process.env));
  } catch (error) {
    // Wrong settings and a port that is taken are the operator's to mend: the reason is enough, without a stack.
    const { message } = error as Error;
    return fail(error instanceof SettingsError ? `${message}\nSee --help for all settings` : `The relay could not start: ${message}`);
  }
}

function fail(reason: string): void {
  console.error(reason);
  process.exitCode = 1;
}

/** Two folders above, in the package as in the repository. */
function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

async function serve({ relay: options, port, host, logLevel, drain, unknown }: Settings): Promise<void> {
  // Not a mistake for certain: Kubernetes gives such names to services.
  if (unknown.length > 0) console.error(`No settings of the relay, so without effect: ${unknown.join(', ')}`);
  const log = jsonLog(logLevel);
  const relay = createRelay({ ...options, log, processMetrics: true });
  const running = await relay.listen(port, host);
  console.log(`Relay listening on ${running.url}`);
  let isStopping = false;
  const stop = (signal: string) => {
    // Whoever asks twice does not want to wait.
    if (isStopping) return void running.close();
    isStopping = true;
    log.info({ signal }, 'Draining');
    return void running.drain(drain * 1000);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
}
