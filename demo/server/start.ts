import { defaultApiBase } from '../../src/protocol/addresses.js';
import { startBackend } from './backend.js';
import { startSite, type Site } from './site.js';

const { AUTESSA_API_KEY: apiKey = '', AUTESSA_API_BASE: apiBase = defaultApiBase, PORT } = process.env;
const wanted = Number(PORT ?? 8080);
if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) {
  console.error('PORT must be a whole number from 0 to 65535');
  process.exit(1);
}

/** The real API where there is a key for it, else the simulator. */
function start(port: number): Promise<Site> {
  // The real API's upload links lead to S3.
  if (apiKey !== '') return startSite({ port, apiBase, apiKey, connect: ['https://*.amazonaws.com'] });
  return startBackend({ port });
}

/** Takes the next free port if the one wanted is in use. */
async function startNear(port: number): Promise<Site> {
  try {
    return await start(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port >= wanted + 20) throw error;
    if (port === wanted) console.log(`Port ${wanted} is taken; looking for the next free one.`);
    return startNear(port + 1);
  }
}

const site = await startNear(wanted);
console.log(`${site.origin}  (${apiKey === '' ? 'simulated agents' : `agents of ${apiBase}`}; stop with Ctrl+C)`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void site.close());
