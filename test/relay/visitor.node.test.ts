import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { RelayOptions } from '../../src/relay/index.js';
import type { AgentSession } from '../../src/session/agent-session.js';
import { emptyRecord } from '../../src/storage/conversation-record.js';
import { openStore } from '../../src/storage/conversation-store.js';
import { startBalancer } from '../tools/balancer.js';
import { eventually } from '../tools/eventually.js';
import { headlessSession } from '../tools/headless.js';
import { realKey, startRelayed, unlimited, type Relayed } from '../tools/relayed.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';

/* What a visitor notices of the relay's rules, with the real session: nothing, or what to do. */

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated({ apiKey: realKey });
});
after(() => simulated.close());

interface Visited {
  readonly session: AgentSession;
  readonly relayed: Relayed;
  readonly errors: string[];
}

async function visit(options: Partial<RelayOptions>, run: (visited: Visited) => Promise<void>): Promise<void> {
  const relayed = await startRelayed(simulated.url, { agents: '*', ...options });
  const session = headlessSession({ agentId: simulated.agent().id, apiBase: relayed.url, tokens: `${relayed.url}/token` });
  const errors: string[] = [];
  session.addEventListener('autessa-error', ({ error }) => errors.push(error.code));
  try {
    await run({ session, relayed, errors });
  } finally {
    session.dispose();
    await relayed.close();
  }
}

describe('a visitor', () => {
  test('whose token expires goes on in the same conversation', () =>
    visit({ tokenLifetime: 2 }, async ({ session, errors }) => {
      await session.send('First');
      const { conversationId } = session.snapshot;
      const opened = simulated.simulator.agents.list().at(-1)?.traffic.connections;
      await eventually(() => opened?.opened === 2, 10_000);
      const { text } = await session.send('Second');
      assert.match(text, /Second/);
      assert.equal(session.snapshot.conversationId, conversationId);
      assert.deepEqual(errors, []);
      assert.deepEqual(session.snapshot.messages.map(({ role }) => role), ['user', 'agent', 'user', 'agent']);
    }));

  test('who reaches a limit is told so, and their message waits', () =>
    visit({ limits: { ...unlimited, visitor: { minute: 3, day: 0 } } }, async ({ session }) => {
      await session.send('First');
      await session.send('Second');
      const third = session.send('Third');
      third.catch(() => undefined);
      await eventually(() => session.snapshot.state === 'limited', 10_000);
      const last = session.snapshot.messages.at(-1);
      assert.deepEqual([last?.role, last?.text], ['user', 'Third']);
      assert.notEqual(last?.status, 'failed');
      assert.equal(simulated.simulator.agents.list().at(-1)?.traffic.messages.length, 2);
    }));

  test('whose conversation the relay does not know begins another one, and goes on', async () => {
    const record = { ...emptyRecord, conversationId: 'conv_signed-with-a-secret-of-last-year~.AAAAAAAAAAAAAAAAAAAAAA' };
    const relayed = await startRelayed(simulated.url, { agents: '*' });
    const agentId = simulated.agent().id;
    const session = headlessSession({ agentId, apiBase: relayed.url, tokens: `${relayed.url}/token` }, {
      openStore: (_persist, identity, onTrouble) => ({ ...openStore('none', identity, onTrouble), read: () => Promise.resolve(record) }),
    });
    try {
      assert.match((await session.send('Hello')).text, /Hello/);
      assert.match(session.snapshot.conversationId ?? '', /^conv_\w+~[\w-]{22}\.[\w-]{22}$/);
    } finally {
      session.dispose();
      await relayed.close();
    }
  });

  test('does not notice that a copy drains', async () => {
    const options = { agents: '*' } as const;
    const copies = [await startRelayed(simulated.url, options), await startRelayed(simulated.url, options)] as const;
    const balancer = await startBalancer(() => copies.map(({ url }) => url));
    const agent = simulated.agent();
    const session = headlessSession(
      { agentId: agent.id, apiBase: balancer.url, tokens: `${balancer.url}/token` },
      { policy: { delay: () => 20 } },
    );
    try {
      await session.send('First');
      const { conversationId } = session.snapshot;
      for (const copy of copies) {
        const socketsOf = async ({ url }: Relayed) => /^autessa_relay_sockets (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1];
        if ((await socketsOf(copy)) !== '1') continue;
        await copy.drain(10_000);
        break;
      }
      assert.match((await session.send('Second')).text, /Second/);
      assert.equal(session.snapshot.conversationId, conversationId);
      assert.equal(agent.traffic.messages.length, 2);
    } finally {
      session.dispose();
      await balancer.close();
      await Promise.all(copies.map((copy) => copy.close()));
    }
  });
});
