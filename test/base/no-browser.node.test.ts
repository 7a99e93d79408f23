import { it } from 'node:test';
import { expect } from 'chai';
import { loadingError } from '../../src/base/loading-error.js';

it('What no browser lacks (jsdom has no matchMedia) is no matter of the files: the warning does not blame them', () => {
  const warnings: unknown[][] = [];
  const { warn } = console;
  console.warn = (...args: unknown[]) => void warnings.push(args);
  try {
    // With jsdom itself it is not defined; Vitest takes over the names of a window, and so it is nothing there.
    const thrown = new TypeError('matchMedia is not a function');
    loadingError(thrown);
    expect(warnings).to.have.length(1);
    expect(warnings[0]![0]).to.match(/^<autessa-agent> .*browser/).and.not.to.match(/dist/);
    expect(warnings[0]![1]).to.equal(thrown);
  } finally {
    console.warn = warn;
  }
});
