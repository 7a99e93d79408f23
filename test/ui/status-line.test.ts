import { expect } from '@open-wc/testing';
import { render } from 'lit';
import type { Phase } from '../../src/session/core/phases.js';
import { initialSnapshot } from '../../src/session/snapshot.js';
import type { PanelContext } from '../../src/ui/panel/panel-context.js';
import { StatusLine } from '../../src/ui/panel/status-line.js';
import { english } from '../../src/ui/strings/english.js';

/** A status line, and what it shows after each of some states. */
function stage() {
  const panel = { snapshot: initialSnapshot, strings: { ...english, errors: {} }, notices: { current: undefined, hasFailed: false } };
  const line = new StatusLine(panel as object as PanelContext, () => undefined);
  const container = document.createElement('div');
  const shown = (...states: Phase[]): string[] =>
    states.map((state) => {
      panel.snapshot = { ...initialSnapshot, state };
      line.update();
      render(line.template({ isUnusable: false, hasVoiceFailed: false }), container);
      return container.querySelector('[role=status]')!.textContent;
    });
  return { line, shown };
}

describe('panel: what the connection is doing', () => {
  const { responding } = english;

  it('is said once for a reply, whatever happens to the connection meanwhile', () => {
    const { line, shown } = stage();
    expect(shown('connecting', 'responding', 'reconnecting', 'responding', 'ready')).to.deep.equal(['', responding, responding, responding, '']);
    line.rest();
  });

  it('is not what it was before the panel was closed', () => {
    const { line, shown } = stage();
    shown('responding');
    line.rest();
    expect(shown('reconnecting')).to.deep.equal(['']);
    line.rest();
  });
});
