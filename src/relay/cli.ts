#!/usr/bin/env node
import { createRelay } from './index.js';
import { jsonLog } from './log.js';
import { readSettings, SettingsError, type Settings } from './settings.js';

try {
  await serve(readSettings(process.env));
} catch (error) {
  // Wrong settings and a port that is taken are the operator's to mend: the reason is enough, without a stack.
  const { message } = error as Error;
  console.error(error instanceof SettingsError ? message : `The relay could not start: ${message}`);
  process.exitCode = 1;
}

async function serve({ relay: options, port, host, logLevel, drain, unknown }: Settings): Promise<void> {
  const log = jsonLog(logLevel);
  // Not a mistake for certain: Kubernetes gives such names to services.
  if (unknown.length > 0) log.warn({ names: unknown }, 'No settings of the relay');
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
