import { AgentError } from './errors.js';

let isTold = false;

/**
 * What is thrown where code is loaded and used: an `AgentError` of that code's own, or that it cannot be had now. The
 * developer is told of the first, with the address where the browser names it: all files are in one folder.
 */
export function loadingError(thrown: unknown): AgentError {
  const error = AgentError.from(thrown, 'connection', 'The code could not be loaded', { retryable: true });
  if (error !== thrown && error.code === 'connection' && !isTold) {
    isTold = true;
    const why = / is not (defined|a function)/.test(String(thrown)) ? 'run. Is this a browser?' : 'load. Copy all of dist/, keep old chunks:';
    console.warn('<autessa-agent> could not ' + why, thrown);
  }
  return error;
}
