import { aTimeout, expect, fixtureCleanup } from '@open-wc/testing';
import { stage, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

/* What is left of a whole conversation in the browser, by `persist`. */

/** Where something of an agent's is kept. */
async function places({ agentId }: Stage): Promise<string[]> {
  // As it stands in the keys of a conversation and of a view.
  const isOurs = (entry: readonly unknown[]) => new RegExp(`[[,]${agentId},`).test(JSON.stringify(entry));
  const found = [];
  if (Object.entries(localStorage).some(isOurs)) found.push('localStorage');
  if (Object.entries(sessionStorage).some(isOurs)) found.push('sessionStorage');
  if ((await databaseKeys()).some((key) => isOurs([key]))) found.push('IndexedDB');
  return found;
}

async function databaseKeys(): Promise<readonly IDBValidKey[]> {
  if (!(await indexedDB.databases()).some(({ name }) => name === 'autessa-agent')) return [];
  const opening = indexedDB.open('autessa-agent');
  await new Promise((resolve) => opening.addEventListener('success', resolve));
  const request = opening.result.transaction('conversations').objectStore('conversations').getAllKeys();
  await new Promise((resolve) => request.addEventListener('success', resolve));
  opening.result.close();
  return request.result;
}

/** The element is removed, and another one comes in its place: a reload, as far as the element can tell. */
async function reloaded(all: Stage, persist: string): Promise<Stage> {
  fixtureCleanup();
  await aTimeout(0);
  const next = await stage({ attributes: { 'agent-id': String(all.agentId), persist, consent: 'May we?' } });
  await until(() => next.element.session?.snapshot.isRestored, 'it is there');
  return next;
}

afterEach(() => {
  fixtureCleanup();
  localStorage.clear();
  sessionStorage.clear();
});

describe('persist', () => {
  for (const [persist, wanted] of [
    ['local', ['localStorage', 'IndexedDB']],
    ['session', ['sessionStorage']],
    ['none', []],
  ] as const) {
    it(`${persist}: keeps messages, consent and draft in ${wanted.join(' and ') || 'nothing but memory'}, until they are cleared`, async () => {
      const all = await stage({ attributes: { persist, consent: 'May we?' } });
      await until(() => all.root.querySelector('.consent button'), 'the consent is asked for');
      all.button('Agree').click();
      await until(() => all.root.querySelector('textarea:enabled'), 'it is given');
      all.say('Hello');
      await all.answered();
      all.input.value = 'and what';
      all.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await until(async () => (await places(all)).length === wanted.length, `it is kept in ${wanted.length} places`);
      expect(await places(all)).to.deep.equal(wanted);
      const next = await reloaded(all, persist);
      const isKept = persist !== 'none';
      expect([next.element.messages.length, next.element.session?.snapshot.isConsentNeeded]).to.deep.equal(isKept ? [2, false] : [0, true]);
      if (isKept) await until(() => next.root.querySelector('textarea')?.value === 'and what', 'the draft');
      await next.element.clearStoredData();
      expect(await places(all)).to.deep.equal([]);
    });
  }
});
