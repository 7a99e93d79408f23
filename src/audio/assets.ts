import { AgentError } from '../base/errors.js';
import { tellDeveloper } from '../base/tell-developer.js';

/** Where the files are that only voice needs. */
export interface VoiceAssets {
  /** A module for an AudioWorklet. */
  readonly worklets: string;
  /** A module for a worker, or for the page. */
  readonly detector: string;
  /** What the detector's model has learnt. */
  readonly weights: string;
}

/** How large the weights are; their progress is counted by it. */
export const weightsBytes = 498_803;

/**
 * @param base the folder that holds `voice/`; without it the files are looked for beside the script
 * @throws {AgentError} `config`, where the script does not know where it is itself
 */
export function voiceAssets(base: string | undefined): VoiceAssets {
  if (base === undefined) return besideScript();
  const folder = new URL(`${base.replace(/\/*$/, '')}/voice/`, document.baseURI);
  const at = (name: string) => new URL(name, folder).href;
  return { worklets: at('worklets.js'), detector: at('detector.js'), weights: at('silero-v6-16khz.bin') };
}

/** Whether an address is that of the detector, on the page's own origin. A bundler may have given it another name. */
export function isDetector(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { href, pathname } = new URL(address);
  // A frame with `srcdoc` has an address of its own, and the origin of the page around it.
  return href.startsWith(`${self.origin}/`) && (pathname.endsWith('/voice/detector.js') || address === detectorBesideScript());
}

function detectorBesideScript(): string | undefined {
  try {
    return besideScript().detector;
  } catch {
    return undefined;
  }
}

/** Bundlers follow these addresses, as they are written, and bring the files along. */
function besideScript(): VoiceAssets {
  try {
    return {
      worklets: whereItIs(new URL('../../dist/voice/worklets.js', import.meta.url)),
      detector: whereItIs(new URL('../../dist/voice/detector.js', import.meta.url)),
      weights: whereItIs(new URL('../../dist/voice/silero-v6-16khz.bin', import.meta.url)),
    };
  } catch (cause) {
    // Scripts that are no modules have no address.
    const message = 'Set assets-base to the folder that holds voice/: this script cannot tell';
    tellDeveloper(message);
    throw new AgentError('config', message, { cause });
  }
}

/** Up to version 7, Vite moves modules to `node_modules/.vite/deps` while developing, but not what they name. */
function whereItIs({ href }: URL): string {
  return href.replace('/node_modules/dist/', '/node_modules/autessa-agent/dist/');
}
