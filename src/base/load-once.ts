import { loadingError } from './loading-error.js';

/**
 * What is loaded when it is first asked for. Where it cannot be had, the next call tries again.
 *
 * @param load rejects where the code cannot be had now
 * @returns rejects with an `AgentError`
 */
export function loadOnce<Args extends unknown[], Loaded>(load: (...args: Args) => Promise<Loaded>): (...args: Args) => Promise<Loaded> {
  let loading: Promise<Loaded> | undefined;
  return (...args) =>
    (loading ??= load(...args).catch((thrown: unknown) => {
      loading = undefined;
      throw loadingError(thrown);
    }));
}
