import { expect } from '@open-wc/testing';
import { control, createAgent, stage } from '../support/stage.js';
import { until } from '../support/until.js';

/* A page with Prototype.js: what it changes of the browser's own objects, in short. The real ones are in test/consumers. */

type Changed = Record<string, unknown>;
const restore: (() => void)[] = [];
afterEach(() => {
  for (const each of restore.splice(0)) each();
});

function change(object: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  restore.push(() => (before ? Object.defineProperty(object, name, before) : delete (object as Changed)[name]));
  Object.defineProperty(object, name, { value, configurable: true, writable: true, enumerable: true });
}

const from = Array.from.bind(Array) as (given: ArrayLike<unknown>) => unknown[];

function likePrototype(): void {
  change(Element.prototype, 'remove', function (this: Element) {
    this.parentNode!.removeChild(this);
    return this;
  });
  change(Array.prototype, 'entries', function (this: unknown[]) {
    return [...this];
  });
  change(Array.prototype, 'reduce', function (this: unknown[]) {
    return this.length > 1 ? this : this[0];
  });
  change(Array.prototype, 'toJSON', function (this: unknown[]) {
    return `[${this.map((each) => JSON.stringify(each)).join(', ')}]`;
  });
  change(Array, 'from', (given: ArrayLike<unknown>) => from(given));
  change(String.prototype, 'startsWith', function (this: string, start: string) {
    return this.indexOf(start) === 0;
  });
}

describe('<autessa-agent>: a page with Prototype.js', () => {
  it('is used as anywhere else, and sends what it would send elsewhere', async () => {
    const uncaught: string[] = [];
    const onError = (event: ErrorEvent): void => void uncaught.push(event.message);
    addEventListener('error', onError);
    restore.push(() => removeEventListener('error', onError));
    const agentId = await createAgent();
    likePrototype();
    const all = await stage({ isOpen: false, attributes: { 'agent-id': String(agentId), variables: '{"list":["a",{"b":[1]}]}', persist: 'session' } });
    expect(all.parts('launcher')).to.have.length(1);
    all.element.show();
    await until(() => all.root.querySelector('textarea')?.disabled === false);
    all.say('Hello **you**, and\n\n- one\n- two');
    await all.answered();
    expect(all.part('message-agent').querySelectorAll('strong, li')).to.have.length(3);
    await until(() => all.parts('menu-button').length === 1, 'what comes after the first reply');
    all.say('Again');
    await all.answered(2);
    for (const each of restore.splice(0)) each();
    const received = JSON.stringify(await control(`agents/${agentId}/traffic`));
    expect(received).to.contain('"list":["a",{"b":[1]}]');
    expect(uncaught).to.deep.equal([]);
    await all.element.clearStoredData();
  });
});
