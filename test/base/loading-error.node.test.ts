import { it } from 'node:test';
import { expect } from 'chai';
import { AgentError } from '../../src/base/errors.js';
import { loadingError } from '../../src/base/loading-error.js';

it('A file of ours that cannot be had is one warning, with what the browser says of it; an error of its own is none', () => {
  const warnings: unknown[][] = [];
  const { warn } = console;
  console.warn = (...args: unknown[]) => void warnings.push(args);
  try {
    const own = new AgentError('token', 'no');
    expect(loadingError(own)).to.equal(own);
    expect(loadingError(new AgentError('connection', 'lost')).message).to.equal('lost');
    expect(loadingError(new DOMException('left', 'AbortError')).code).to.equal('aborted');
    expect(warnings).to.deep.equal([]);
    const thrown = new TypeError('Failed to fetch dynamically imported module: https://cdn.test/chunks/panel-1.js');
    const error = loadingError(thrown);
    expect([error.code, error.retryable, error.cause]).to.deep.equal(['connection', true, thrown]);
    loadingError(new TypeError('another file'));
    expect(warnings).to.have.length(1);
    expect(warnings[0]![0]).to.match(/^<autessa-agent> could not load\. Copy all of dist\//);
    expect(warnings[0]![1]).to.equal(thrown);
  } finally {
    console.warn = warn;
  }
});
