import { spawnSync } from 'node:child_process';

/*
 * npm run soak [-- share [state]]
 *
 * An hour's use, squeezed: 10,000 messages, 200 calls and 500 lost connections of a session, and an element that comes
 * and goes 100 times in each state. With a share below 1, as much of it; with a state, the element in
 * that one alone: all of them may take longer than a file of tests may.
 */

const [share = '1', state] = process.argv.slice(2);
const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'test/run.ts', '--only', 'node', '--only', 'e2e', 'soak'], { stdio: 'inherit', env: { ...process.env, SOAK: share, ...(state !== undefined && { SOAK_STATE: state }) } });
process.exit(status ?? 1);
