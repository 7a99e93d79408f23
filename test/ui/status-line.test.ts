import { expect } from '@open-wc/testing';
import { render } from 'lit';
import type { Phase } from '../../src/session/core/phases.js';
import { initialSnapshot } from '../../src/session/snapshot.js';
import { StatusLine } from '../../src/ui/panel/status-line.js';
import { english } from '../../src/ui/strings/english.js';

/** What is shown after each of these states. */
function shown(line: StatusLine, ...states: Phase[]): string[] {
  const container = document.createElement('div');
  const strings = { ...english, errors: {} };
  return states.map((state) => {
    line.update({ ...initialSnapshot, state });
    render(line.template({ strings, language: 'en', isUnusable: false, hasVoiceFailed: false }), container);
    return container.querySelector('[role=status]')!.textContent;
  });
}

describe('panel: what the connection is doing', () => {
  const { responding } = english;

  it('is said once for a reply, whatever happens to the connection meanwhile', () => {
    const line = new StatusLine({ current: undefined, hasFailed: false }, () => undefined, () => undefined);
    expect(shown(line, 'connecting', 'responding', 'reconnecting', 'responding', 'ready')).to.deep.equal(['', responding, responding, responding, '']);
    line.dispose();
  });

  it('is not what it was before the panel was closed', () => {
    const line = new StatusLine({ current: undefined, hasFailed: false }, () => undefined, () => undefined);
    shown(line, 'responding');
    line.dispose();
    expect(shown(line, 'reconnecting')).to.deep.equal(['']);
    line.dispose();
  });
});
