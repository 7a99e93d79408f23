import assert from 'node:assert/strict';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { findBehaviour } from '../../demo/simulator/agents/index.js';
import type { Behaviour } from '../../demo/simulator/agents/behaviour.js';
import { serveHostPage, type HostPage } from './host-page.js';
import { openPage, type Page, type PageOptions, type Size } from './page-driver.js';
import { usualViewport } from './page-scripts.js';

/** What an element shows of its session, for `evaluate`. */
export interface Agent extends HTMLElement {
  readonly messages: readonly { readonly role: string; readonly status: string; readonly text: string }[];
  readonly state: string;
  open: boolean;
  readonly session: object | undefined;
  show(): void;
  hide(): void;
  send(text: string): Promise<unknown>;
  newConversation(): void;
}

/**
 * Somebody who visits pages of others with the built widget on them: in one browser, as long as its settings are the
 * same. Each page has an origin of its own, and so a storage of its own.
 */
export interface Visitor {
  readonly backend: Backend;
  createAgent(behaviour: string | Behaviour, tokensPerSecond?: number): number;
  /** The element's tag, talking to the back end. */
  tag(agentId: number, attributes?: string): string;
  /** Opens a page with the widget's script on it. */
  visit(body: string, options?: { readonly headers?: Readonly<Record<string, string>>; readonly page?: PageOptions }): Promise<Page>;
  /** Presses the launcher and waits until something can be written. */
  open(): Promise<void>;
  say(text: string): Promise<void>;
  answers(count: number): Promise<void>;
  leave(): Promise<void>;
  close(): Promise<void>;
}

export async function startVisitor(): Promise<Visitor> {
  const backend = await startBackend();
  let current: Page | undefined;
  /** What the browser was opened with, apart from the size of its window, which the next page may have otherwise. */
  let settings: string | undefined;
  let window: Size | undefined;
  let host: HostPage | undefined;
  const page = () => {
    assert(current, 'a page is open');
    return current;
  };
  const leave = async () => {
    if (!host) return;
    await current?.open('about:blank');
    await host.close();
    host = undefined;
  };
  return {
    backend,
    createAgent(behaviour, tokensPerSecond = 1_000) {
      const found = typeof behaviour === 'string' ? findBehaviour(behaviour) : behaviour;
      assert(found);
      return backend.simulator.agents.add(found, { tokensPerSecond }).id;
    },
    tag: (agentId, attributes = '') =>
      `<autessa-agent agent-id="${agentId}" token-endpoint="${backend.origin}/token" api-base="${backend.origin}" ${attributes}></autessa-agent>`,
    async visit(body, { headers, page: options } = {}) {
      // A test that skips itself is followed by no `afterEach`.
      await leave();
      const { viewport = usualViewport, ...others } = options ?? {};
      const wanted = JSON.stringify(others);
      if (settings !== wanted) {
        await current?.close();
        current = await openPage(options);
        settings = wanted;
      } else if (viewport.width !== window?.width || viewport.height !== window.height) await current?.setViewport(viewport);
      window = viewport;
      const script = `<script type="module" src="${backend.origin}/dist/autessa-agent.js"></script>`;
      host = await serveHostPage(`<!doctype html><html lang="en"><title>Host</title><main><h1>Host</h1></main>${script}${body}</html>`, headers);
      const visited = page();
      const seen = (await visited.problems()).length;
      await visited.open(host.url);
      await visited.waitFor(() => Boolean(document.querySelector('autessa-agent')?.shadowRoot?.querySelector('.root')));
      return {
        ...visited,
        problems: async () => (await visited.problems()).slice(seen),
        setViewport(size) {
          window = size;
          return visited.setViewport(size);
        },
      };
    },
    async open() {
      await page().click('autessa-agent >>> [part=launcher]');
      await page().waitFor(() => document.querySelector('autessa-agent')?.shadowRoot?.querySelector('textarea')?.disabled === false);
    },
    async say(text) {
      await page().click('autessa-agent >>> textarea');
      await page().type(text);
      await page().press('Enter');
    },
    async answers(count) {
      await page().waitFor((wanted) => {
        const { messages } = document.querySelector('autessa-agent') as Agent;
        return messages.filter(({ role, status }) => role === 'agent' && status === 'done').length >= wanted;
      }, count);
    },
    leave,
    async close() {
      await current?.close();
      await host?.close();
      await backend.close();
    },
  };
}
