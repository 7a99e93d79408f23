import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { JsonObject } from '../../src/base/json.js';
import type { ActionContext } from '../../src/session/actions/action.js';
import type { AutessaActionEvent } from '../../src/session/actions/action-event.js';
import type { AutessaErrorEvent } from '../../src/session/events.js';
import { inCall } from '../support/call-scene.js';
import { settled } from '../support/fake-clock.js';
import { ScriptedServer, type ScriptedSocket } from '../support/scripted-server.js';
import { asked, FakeStore, said, scene, type Scene, type SceneOptions } from '../support/session.js';
import { until } from '../support/until.js';
import { watchConsole } from '../support/watch-console.js';

let agentId = 60_000;
let developer: ReturnType<typeof watchConsole>;
const warn = console.warn;
let warnings: string[] = [];

beforeEach(() => {
  agentId += 1;
  developer = watchConsole();
  warnings = [];
  console.warn = (...values: unknown[]) => void warnings.push(String(values[0]));
});
afterEach(() => {
  developer.stop();
  console.warn = warn;
});

/** A function that writes down what it was called with. */
function recorder(result?: (variables: JsonObject, context: ActionContext) => unknown) {
  const calls: { readonly variables: JsonObject; readonly context: ActionContext }[] = [];
  const AddToCart = (variables: JsonObject, context: ActionContext): unknown => {
    calls.push({ variables, context });
    return result?.(variables, context);
  };
  return { calls, actions: { AddToCart } };
}

const call = (over: object = {}) => ({
  streamedToolMessages: {
    responseType: 'EXECUTE_TOOL', toolName: 'AddToCart', invocationId: 'inv-1', publicVars: { sku: 'A1' }, streamMessage: 'EXECUTION START: AddToCart', ...over,
  },
});
const phases = ({ events }: Pick<Scene, 'events'>) => events.filter(({ type }) => type === 'autessa-action').map((event) => (event as AutessaActionEvent).phase);
const errors = ({ events }: Pick<Scene, 'events'>) => events.filter(({ type }) => type === 'autessa-error').map((event) => (event as AutessaErrorEvent).error.code);
const shown = ({ session }: Pick<Scene, 'session'>) => session.snapshot.messages.flatMap(({ tool }) => (tool ? [tool.action] : []));
const results = (socket: ScriptedSocket, at = -1): unknown => {
  const value = socket.sent.at(at)?.promptTemplateVariables?.['actionResults'];
  return typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
};
/** Sends what is answered, or not, before the test ends. */
const write = ({ session }: Pick<Scene, 'session'>, text: string): void => void session.send(text).catch(() => undefined);
const begin = (options: SceneOptions) => asked('Add it', { agentId, ...options });

describe('An action of the page', () => {
  it('is run with what the agent lets it know, and its result goes along with the next message, once', async () => {
    const element = {} as HTMLElement;
    const { calls, actions } = recorder(() => ({ items: 2 }));
    const made = await begin({ actions, element, variables: { name: 'Ada' } });
    const { socket } = made.server;
    await socket.stream('One moment.');
    await socket.say(call());
    await settled();
    expect(calls.map(({ variables }) => variables)).to.deep.equal([{ sku: 'A1' }]);
    expect([calls[0]?.context.toolCallId, calls[0]?.context.element === element]).to.deep.equal(['inv-1', true]);
    expect([phases(made), shown(made)]).to.deep.equal([['running', 'done'], ['done']]);
    await socket.say(call({ streamMessage: 'EXECUTION END: AddToCart' }));
    await socket.finish('Done.');
    expect([shown(made), socket.sent.length]).to.deep.equal([['done'], 1]);
    write(made, 'And now?');
    await settled();
    expect(results(socket)).to.deep.equal([{ tool: 'AddToCart', toolCallId: 'inv-1', status: 'done', result: { items: 2 } }]);
    expect(socket.sent.at(-1)?.promptTemplateVariables?.['name']).to.equal('Ada');
    await socket.finish('You have two.');
    write(made, 'Thanks');
    await settled();
    expect([socket.sent.length, results(socket)]).to.deep.equal([3, undefined]);
  });

  it('goes along with a message that was written before it had ended, and again where that had no answer', async () => {
    let end!: (value: string) => void;
    const promise = new Promise<string>((resolve) => (end = resolve));
    const { actions } = recorder(() => promise);
    const made = await begin({ actions });
    const { socket } = made.server;
    await socket.say(call());
    write(made, 'Next');
    end('yes');
    await settled();
    await socket.finish('Done.');
    const told = [{ tool: 'AddToCart', toolCallId: 'inv-1', status: 'done', result: 'yes' }];
    expect(results(socket)).to.deep.equal(told);
    await socket.finish('', ['Out of order']);
    write(made, 'Next');
    await settled();
    expect(results(socket)).to.deep.equal(told);
  });

  it('is run once for a call that is repeated: at once, after a reconnect, and after a reload', async () => {
    const { calls, actions } = recorder();
    const store = new FakeStore();
    const made = await begin({ actions, store });
    // Twice in one frame: both are heard before anything else happens.
    await Promise.all([made.server.socket.say(call()), made.server.socket.say(call())]);
    await made.server.socket.say(call());
    expect(calls).to.have.length(1);
    await made.server.socket.drop();
    await made.clock.pass(2_000);
    await made.server.socket.open('conv-1', 'REVIVED');
    await made.server.socket.say(call());
    expect(calls).to.have.length(1);
    // The page ends without a word.
    const again = scene({ agentId, actions, store });
    await again.session.open();
    await settled();
    await again.server.socket.open('conv-1', 'REVIVED');
    await again.server.socket.say(call());
    expect([calls.length, phases(again)]).to.deep.equal([1, []]);
    await again.server.socket.say(call({ invocationId: 'inv-2' }));
    expect(calls).to.have.length(2);
  });

  it('is run once a turn for a server whose ids begin anew with each', async () => {
    const { calls, actions } = recorder();
    const made = await begin({ actions });
    const { socket } = made.server;
    for (const text of ['Another', 'And another']) {
      await socket.say(call());
      await socket.say(call());
      await socket.finish('Done.');
      await socket.say(call());
      write(made, text);
      await settled();
    }
    expect(calls).to.have.length(2);
    await socket.finish('');
  });

  it('is run once for each call of a server that gives calls no id: by what it asks for', async () => {
    const { calls, actions } = recorder();
    const made = await begin({ actions });
    for (const sku of ['A1', 'A1', 'B2', 'A1']) await made.server.socket.say(call({ invocationId: undefined, publicVars: { sku } }));
    expect(calls.map(({ variables }) => variables['sku'])).to.deep.equal(['A1', 'B2']);
    await made.server.socket.drop();
    await made.clock.pass(2_000);
    await made.server.socket.open('conv-1', 'REVIVED');
    await made.server.socket.say(call({ invocationId: undefined }));
    expect(calls).to.have.length(2);
  });

  it('is not run by news of a call, nor for other tools, nor for what a listener prevents, nor after the person has stopped the reply', async () => {
    const { calls, actions } = recorder();
    const made = await begin({ actions });
    const { socket } = made.server;
    await socket.say(call({ streamMessage: 'EXECUTION END: AddToCart' }));
    await socket.say(call({ responseType: 'TOOL_PROGRESS' }));
    await socket.say(call({ toolName: 'constructor', invocationId: 'inv-2' }));
    made.session.addEventListener('autessa-tool', (event) => event.preventDefault(), { once: true });
    await socket.say(call({ invocationId: 'inv-3' }));
    await socket.say(call({ invocationId: 'inv-3' }));
    await socket.stream('Well');
    made.session.stop();
    await socket.say(call({ invocationId: 'inv-4' }));
    expect([calls.length, phases(made), errors(made)]).to.deep.equal([0, [], []]);
  });

  it('that throws, rejects, is no function or returns no JSON is told to page, visitor, developer and agent', async () => {
    const cyclic: JsonObject = {};
    cyclic['self'] = cyclic;
    const actions = {
      Throws: () => {
        throw new Error('Sold out');
      },
      Rejects: () => Promise.reject(new DOMException('x', 'AbortError')),
      IsNone: 'nothing' as unknown as () => void,
      Cyclic: () => cyclic,
    };
    const made = await begin({ actions });
    const { socket } = made.server;
    for (const toolName of Object.keys(actions)) await socket.say(call({ toolName, invocationId: toolName }));
    expect(shown(made)).to.deep.equal(['failed', 'failed', 'failed', 'done']);
    expect(errors(made)).to.deep.equal(['action', 'action', 'action']);
    expect([developer.said.length, developer.said[0]]).to.deep.equal([3, '<autessa-agent> actions.Throws failed: Sold out']);
    expect(warnings).to.have.length(1);
    await socket.finish('Hm.');
    write(made, 'Why?');
    await settled();
    const told = results(socket) as readonly JsonObject[];
    expect(told.map(({ tool, status }) => `${String(tool)} ${String(status)}`)).to.deep.equal(['Throws failed', 'Rejects failed', 'IsNone failed', 'Cyclic done']);
    expect(told[0]).to.deep.equal({ tool: 'Throws', toolCallId: 'Throws', status: 'failed', error: 'Sold out' });
  });

  for (const [what, thrown] of Object.entries({ 'a symbol': Symbol('x'), 'an object without a prototype': Object.create(null) as unknown, 'an error without words': Object.assign(new Error('x'), { message: 7 }) })) {
    it(`that throws ${what} has failed, too`, async () => {
      const made = await begin({
        actions: {
          Throws: () => {
            // oxlint-disable-next-line typescript/only-throw-error -- a page may
            throw thrown;
          },
        },
      });
      await made.server.socket.say(call({ toolName: 'Throws' }));
      expect([shown(made), errors(made)]).to.deep.equal([['failed'], ['action']]);
    });
  }

  it('that never settles fails after 30 s, with its signal aborted; what comes later counts no more', async () => {
    let end = (): void => undefined;
    const { calls, actions } = recorder(() => new Promise<void>((resolve) => (end = resolve)));
    const made = await begin({ actions });
    await made.server.socket.say(call());
    await made.clock.pass(29_999);
    expect([phases(made), calls[0]?.context.signal.aborted]).to.deep.equal([['running'], false]);
    await made.clock.pass(1);
    end();
    await settled();
    expect([phases(made), shown(made), calls[0]?.context.signal.aborted, errors(made).at(-1)]).to.deep.equal([['running', 'failed'], ['failed'], true, 'action']);
  });

  it('ends with its session, and goes on where the page takes it out of its actions', async () => {
    let end!: (value: string) => void;
    const { calls, actions } = recorder(() => new Promise<string>((resolve) => (end = resolve)));
    const store = new FakeStore();
    const made = await begin({ actions, store });
    await made.server.socket.say(call());
    made.session.configure({ actions: undefined });
    end('kept');
    await settled();
    expect(phases(made)).to.deep.equal(['running', 'done']);
    made.session.configure({ actions });
    await made.server.socket.say(call({ invocationId: 'inv-2' }));
    made.session.dispose();
    await settled();
    expect([calls[1]?.context.signal.aborted, phases(made)]).to.deep.equal([true, ['running', 'done', 'running']]);
    const next = scene({ agentId, store });
    await next.session.open();
    await settled();
    expect(shown(next)).to.deep.equal(['done', 'failed']);
  });

  for (const [type, outcome] of [['navigate', 'done'], ['reload', 'failed']] as const) {
    it(`that its page is left by has ${outcome} where the next one came by ${type}, and the agent is told there`, async () => {
      const { actions } = recorder(() => new Promise(() => undefined));
      const store = new FakeStore();
      const made = await begin({ actions, store });
      await made.server.socket.say(call());
      await made.clock.pass(1_000);
      const original = performance.getEntriesByType;
      performance.getEntriesByType = (() => [{ type }]) as unknown as typeof original;
      try {
        const next = scene({ agentId, store, server: new ScriptedServer() });
        await next.session.open();
        await until(() => phases(next).length > 0);
        expect([phases(next), shown(next)]).to.deep.equal([[outcome], [outcome]]);
        await next.server.socket.open('conv-1', 'REVIVED');
        await next.server.socket.finish('Here it is.');
        write(next, 'And?');
        await settled();
        expect((results(next.server.socket) as JsonObject[])[0]?.['status']).to.equal(outcome);
      } finally {
        performance.getEntriesByType = original;
      }
    });
  }

  it('gets an object, whatever the server sends as variables', async () => {
    const { calls, actions } = recorder();
    const made = await begin({ actions });
    const given = [null, undefined, 'sku=A1', 7, ['A1'], '{"sku":"B2"}', { toString: 'x' }];
    for (const [index, publicVars] of given.entries()) await made.server.socket.say(call({ publicVars, invocationId: `inv-${index}` }));
    expect(calls.map(({ variables }) => variables)).to.deep.equal([{}, {}, {}, {}, {}, { sku: 'B2' }, { toString: 'x' }]);
    expect(warnings).to.have.length(3);
  });

  it('may do with its variables what it likes', async () => {
    const { actions } = recorder((variables) => delete variables['sku']);
    const made = await begin({ actions });
    await made.server.socket.say(call());
    expect(made.session.snapshot.messages.find(({ tool }) => tool)?.tool?.publicVars).to.deep.equal({ sku: 'A1' });
  });

  it('that returns { say } says it in the person’s place as soon as the reply is over, five times in a row at most', async () => {
    const { actions } = recorder(() => ({ say: 'It is in the cart', items: 3 }));
    const made = await begin({ actions });
    const { socket } = made.server;
    for (let turn = 0; turn < 7; turn += 1) {
      await socket.say(call({ invocationId: `inv-${turn}` }));
      await socket.finish('Done.');
    }
    expect(socket.sent.map(({ input }) => (input[0] as { content: string }).content)).to.deep.equal(['Add it', ...Array<string>(5).fill('It is in the cart')]);
    expect(results(socket)).to.deep.equal([{ tool: 'AddToCart', toolCallId: 'inv-4', status: 'done', result: { items: 3 } }]);
    expect(warnings).to.have.length(1);
    write(made, 'Go on');
    await settled();
    await socket.say(call({ invocationId: 'inv-7' }));
    await socket.finish('Done.');
    expect(said(made).filter((line) => line.endsWith('It is in the cart'))).to.have.length(6);
  });

  it('that returns { say } says it five times in a row at most also where a listener changes the words', async () => {
    const { actions } = recorder(() => ({ say: 'Write to ada@example.com' }));
    const made = await begin({ actions });
    made.session.addEventListener('autessa-before-send', (event) => (event.input = [{ inputType: 'TEXT', content: 'Write to […]' }]));
    const { socket } = made.server;
    for (let turn = 0; turn < 7; turn += 1) {
      await socket.say(call({ invocationId: `inv-${turn}` }));
      await socket.finish('Done.');
    }
    expect(socket.sent).to.have.length(6);
    expect(warnings).to.have.length(1);
  });

  it('is told of in a bounded length: 50 results of a megabyte each', async () => {
    const { actions } = recorder(() => 'x'.repeat(1_000_000));
    const made = await begin({ actions });
    for (let at = 0; at < 50; at += 1) await made.server.socket.say(call({ invocationId: `inv-${at}` }));
    await made.server.socket.finish('Done.');
    write(made, 'And?');
    await settled();
    const told = made.server.socket.sent.at(-1)?.promptTemplateVariables?.['actionResults'] as string;
    expect(told.length).to.be.lessThan(8_100);
    expect((JSON.parse(told) as JsonObject[]).at(-1)?.['toolCallId']).to.equal('inv-49');
  });

  it('leaves nothing behind where all that is stored is cleared, and no more than 50 entries', async () => {
    const { calls, actions } = recorder();
    const made = await begin({ actions });
    for (let at = 0; at < 60; at += 1) await made.server.socket.say(call({ invocationId: `inv-${at}` }));
    const kept = () => Object.keys(localStorage).filter((name) => name.startsWith('autessa-agent-action:') && name.includes(`,${agentId},`));
    expect([calls.length, kept().length]).to.deep.equal([60, 50]);
    await made.session.clearStoredData();
    expect(kept()).to.deep.equal([]);
  });

  it('is run in a call, and what it says is answered aloud there', async () => {
    const { calls, actions } = recorder(() => ({ say: 'It is in the cart' }));
    const made = await inCall({ agentId, actions });
    await made.clock.pass(3_000);
    await made.server.socket.speak('Let me see.');
    await made.server.socket.say(call());
    await made.server.socket.speak('Done.', { isFinalChunk: true });
    await made.server.socket.finish('Let me see. Done.');
    await made.clock.pass(5_000);
    const typed = made.server.socket.sent.filter(({ messageType }) => messageType === 'MULTIMODAL');
    expect(calls).to.have.length(1);
    expect(typed.map(({ input, executionOutputMode }) => [(input[0] as { content: string }).content, executionOutputMode])).to.deep.equal([['It is in the cart', 'AUDIO']]);
  });
});

describe('An action, in several tabs', () => {
  const open: Scene[] = [];
  afterEach(() => open.splice(0).forEach(({ session }) => session.dispose()));

  async function tabs(...visible: readonly boolean[]) {
    const shared = { agentId, store: new FakeStore(), server: new ScriptedServer(), locks: navigator.locks };
    const ran: number[] = [];
    const made: Scene[] = [];
    for (const [index, isVisible] of visible.entries()) {
      const actions = { AddToCart: () => (ran.push(index), `by ${index}`) };
      const each = scene({ ...shared, actions, isPageVisible: () => isVisible });
      open.push(each);
      made.push(each);
      await each.session.open();
    }
    write(made.at(-1)!, 'Add it');
    await until(() => shared.server.sockets.length === 1);
    await shared.server.socket.open('conv-1');
    await until(() => shared.server.socket.sent.length === 1);
    return { made, ran, server: shared.server };
  }

  it('is run by the one that somebody sees, is shown in all, and its result goes with the next message of any', async () => {
    const { made, ran, server } = await tabs(false, true, false);
    await server.socket.say(call());
    await until(() => made.every((each) => shown(each)[0] === 'done'), 'shown in all');
    for (const { clock } of made) await clock.pass(2_000);
    expect([ran, made.map(phases)]).to.deep.equal([[1], [[], ['running', 'done'], []]]);
    await server.socket.finish('Done.');
    write(made[2]!, 'And?');
    await until(() => server.socket.sent.length === 2);
    expect(results(server.socket)).to.deep.equal([{ tool: 'AddToCart', toolCallId: 'inv-1', status: 'done', result: 'by 1' }]);
  });

  it('is run by one of two that are seen, and by the one that talks with the server where none is', async () => {
    const seen = await tabs(true, true);
    await seen.server.socket.say(call());
    await until(() => seen.made.every((each) => shown(each)[0] === 'done'));
    for (const { clock } of seen.made) await clock.pass(2_000);
    expect(seen.ran).to.have.length(1);
    agentId += 1;
    const hidden = await tabs(false, false);
    await hidden.server.socket.say(call());
    await until(() => shown(hidden.made[1]!).length === 1);
    await hidden.made[1]!.clock.pass(500);
    expect(hidden.ran).to.deep.equal([]);
    await hidden.made[0]!.clock.pass(400);
    await until(() => shown(hidden.made[1]!)[0] === 'done');
    await hidden.made[1]!.clock.pass(2_000);
    expect(hidden.ran).to.deep.equal([0]);
  });

  it('is run by the one that has it, and goes on being shown when another one leads', async () => {
    const { made, ran, server } = await tabs(true, true);
    made[0]!.session.configure({ actions: undefined });
    await server.socket.say(call());
    await until(() => made.every((each) => shown(each)[0] === 'done'));
    expect(ran).to.deep.equal([1]);
    await server.socket.finish('Done.');
    await until(() => said(made[1]!).at(-1) === 'agent:done:Done.');
    made[0]!.session.dispose();
    await until(() => server.sockets.length === 2);
    await server.socket.open('conv-1', 'REVIVED');
    write(made[1]!, 'And?');
    await until(() => server.socket.sent.length === 1);
    expect([results(server.socket), shown(made[1]!)]).to.deep.equal([[{ tool: 'AddToCart', toolCallId: 'inv-1', status: 'done', result: 'by 1' }], ['done']]);
  });
});
