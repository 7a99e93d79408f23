import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:os';
import { isBuilt } from '../../.config/built.js';

/** Builds `dist/` and `lib/`, unless they are what the present sources come to. @returns whether it worked */
export async function build(): Promise<boolean> {
  if (isBuilt()) {
    console.log('dist/ and lib/ are up to date');
    return true;
  }
  const building = spawn('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell: platform() === 'win32' });
  const [status] = (await once(building, 'close')) as [number | null];
  return status === 0;
}
