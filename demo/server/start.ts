import { parseArgs } from 'node:util';
import { defaultApiBase } from '../../src/protocol/addresses.js';
import { startBackend } from './backend.js';
import { startSite, type Site } from './site.js';
import { widgetFromSource } from './widget-from-source.js';

/*
 * npm start [-- --built]
 *
 * Serves the demo with the widget from its sources, anew with each change; with `--built`, what `npm run build` has made.
 */

const { AUTESSA_API_KEY: apiKey = '', AUTESSA_API_BASE: apiBase = defaultApiBase, PORT } = process.env;
const { values } = parseArgs({ options: { built: { type: 'boolean', default: false } } });
const wanted = Number(PORT ?? 8080);
if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) {
  console.error('PORT must be a whole number from 0 to 65535');
  process.exit(1);
}

const sayBuilt = (ms: number) => console.log(`The widget is built, in ${ms.toFixed(0)} ms`);
if (!values.built) console.log('Building the widget from its sources');
const source = values.built ? undefined : await widgetFromSource(sayBuilt);
const widget = source && { widget: source };

/** The real API where there is a key for it, else the simulator. */
function start(port: number): Promise<Site> {
  // The real API's upload links lead to S3.
  if (apiKey !== '') return startSite({ port, apiBase, apiKey, connect: ['https://*.amazonaws.com'], ...widget });
  return startBackend({ port, ...widget });
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
const { port } = new URL(site.origin);
console.log(`http://localhost:${port}  (${apiKey === '' ? 'simulated agents' : `agents of ${apiBase}`}; stop with Ctrl+C)`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void Promise.all([site.close(), source?.close()]));
}
