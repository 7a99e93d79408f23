import { createSimulator, type Simulator, type SimulatorOptions } from '../simulator/index.js';
import { startSite, type SiteOptions } from './site.js';

export interface BackendOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly simulator?: Omit<SimulatorOptions, 'uploadOrigin'>;
  readonly widget?: SiteOptions['widget'];
  /** How long the relay's tokens are good for, in seconds. */
  readonly tokenLifetime?: number;
}

export interface Backend {
  /** Where the demo page, the relay and the simulator's controls are. */
  readonly origin: string;
  readonly simulator: Simulator;
  /** The simulator's own address: the Agent API without a relay between. Its key is `simulator.apiKey`. */
  readonly simulatorUrl: string;
  close(): Promise<void>;
}

/** The demo's whole back end on this machine, for the demo and for tests. */
export async function startBackend(options: BackendOptions = {}): Promise<Backend> {
  const { port = 0, simulator: simulatorOptions = {}, tokenLifetime, widget } = options;
  const further = { ...(tokenLifetime !== undefined && { tokenLifetime }), ...(widget && { widget }) };
  // Uploads go through the page's own origin, which its policy allows.
  let origin = '';
  const simulator = createSimulator({ ...simulatorOptions, uploadOrigin: () => origin });
  const running = await simulator.listen();
  try {
    const { apiKey } = simulator;
    const site = await startSite({ port, apiBase: running.url, apiKey, simulator, ...further });
    ({ origin } = site);
    return {
      origin,
      simulator,
      simulatorUrl: running.url,
      async close() {
        await Promise.all([site.close(), running.close()]);
      },
    };
  } catch (error) {
    await running.close();
    throw error;
  }
}
