#!/usr/bin/env node
import { createRelay } from './index.js';
import { readSettings, SettingsError, type Settings } from './settings.js';

try {
  await serve(readSettings(process.env));
} catch (error) {
  // Wrong settings and a port that is taken are the operator's to mend: the reason is enough, without a stack.
  const { message } = error as Error;
  console.error(error instanceof SettingsError ? message : `The relay could not start: ${message}`);
  process.exitCode = 1;
}

async function serve({ relay: options, port, host }: Settings): Promise<void> {
  const relay = createRelay({ ...options, log: (text) => console.error(text) });
  const { url, close } = await relay.listen(port, host);
  console.log(`Relay listening on ${url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
}
