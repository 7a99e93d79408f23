import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Agent } from '../../demo/simulator/agent.js';
import { isJsonObject, type JsonObject } from '../../src/base/json.js';
import { restAddress } from '../../src/protocol/operations.js';
import type { AgentSession } from '../../src/session/agent-session.js';
import { startBalancer, type Balancer } from '../tools/balancer.js';
import { eventually } from '../tools/eventually.js';
import { headlessSession } from '../tools/headless.js';
import { lacks } from '../tools/needs.js';
import { startRedis, type RunningRedis } from '../tools/redis.js';
import { startRelayProcess, type RelayProcess } from '../tools/relay-process.js';
import { page, realKey } from '../tools/relayed.js';
import { post, startSimulated, type Simulated } from '../tools/simulated.js';

/*
 * Two relay processes and one Redis behind a balancer that knows nothing of HTTP, as in production; the simulator is
 * the Agent API.
 */

const perMinute = 40;

describe('two relays behind a balancer', { skip: lacks('redis-server') }, () => {
  let simulated: Simulated;
  let redis: RunningRedis;
  let relays: RelayProcess[];
  let balancer: Balancer;
  before(async () => {
    [simulated, redis] = await Promise.all([startSimulated({ apiKey: realKey }), startRedis()]);
    balancer = await startBalancer(() => relays.map(({ url }) => url));
    const settings = {
      REDIS_URL: redis.url,
      RELAY_WITHOUT_REDIS: 'refuse',
      RELAY_PUBLIC_URL: balancer.url,
      RELAY_LIMIT_VISITOR: `${perMinute}/0`,
    };
    relays = await Promise.all([startRelayProcess(simulated.url, settings), startRelayProcess(simulated.url, settings)]);
    await Promise.all(relays.map(({ url }) => eventually(async () => (await fetch(`${url}/readyz`)).ok)));
  });
  after(async () => {
    await balancer.close();
    await Promise.all([...relays.map((relay) => relay.close()), redis.close(), simulated.close()]);
  });

  test('a token of one is good at the other, and its limits are shared', async () => {
    const [one, other] = relays.map(({ url }) => url) as [string, string];
    const agent = simulated.agent();
    const { json } = await post(`${one}/token`, 'POST', { agentId: agent.id, conversationId: null }, { Origin: page });
    const call = async (url: string) => {
      const headers = { Authorization: String(json['token']), Origin: page };
      return (await post(restAddress(url, 'execute-create', agent.id), 'POST', { agentId: agent.id }, headers)).status;
    };
    const statuses = [];
    for (let turn = 0; turn <= perMinute; turn += 1) statuses.push(await call(turn % 2 === 0 ? other : one));
    assert.deepEqual(statuses, [...Array<number>(perMinute).fill(200), 429]);
  });

  describe('when one is killed in the midst of replies', () => {
    const visitors = 16;
    let sessions: AgentSession[] = [];
    const dispose = () => {
      for (const session of sessions) session.dispose();
    };
    after(dispose);
    const wanted = ['How do I pitch a tent on sand', 'Tell me about the weather on the coast', 'Thank you very much'];

    /** What the Agent API has in its log of a conversation. */
    function logged(session: AgentSession): { asked: string[]; answered: string[] } {
      const id = session.snapshot.conversationId?.split('~', 1)[0] ?? '';
      const logs = (simulated.simulator.conversations.find(id)?.logs ?? []) as unknown as JsonObject[];
      const textOf = (value: unknown) => (isJsonObject(value) ? String(value['content']) : '');
      return {
        asked: logs.flatMap((log) => (log['logType'] === 'USER' ? (log['userMultimodalInputs'] as unknown[]).map(textOf) : [])),
        answered: logs.flatMap((log) => (log['logType'] === 'MESSAGE_TO_USER' ? [textOf(log['multimodalOutput'])] : [])),
      };
    }

    const isStreaming = ({ snapshot }: AgentSession) => (snapshot.messages.at(-1)?.text.length ?? 0) > 0 && snapshot.messages.at(-1)?.status === 'streaming';

    test('every conversation goes on at the other; nothing is lost, nothing comes twice', async () => {
      const agent: Agent = simulated.agent('echo', { tokensPerSecond: 500, pauseAfter: 3 });
      sessions = Array.from({ length: visitors }, () =>
        headlessSession({ agentId: agent.id, apiBase: balancer.url, tokens: `${balancer.url}/token`, persist: 'none' }),
      );
      const talk = async (session: AgentSession, visitor: number) => {
        const replies = [];
        for (const text of wanted) replies.push((await session.send(`${text}, asks visitor ${visitor}`)).text);
        return replies;
      };
      const talks = Promise.all(sessions.map(talk));
      // All are in the midst of their first reply, half of them at each relay.
      await eventually(() => sessions.every(isStreaming), 20_000);
      const [doomed, left] = relays as [RelayProcess, RelayProcess];
      const count = () => Promise.all([doomed.metric('autessa_relay_sockets'), left.metric('autessa_relay_sockets')]);
      // On a busy machine one may have had to connect again.
      const held = await eventually(async () => {
        const counts = await count();
        return counts[0] + counts[1] === visitors && counts;
      });
      assert.ok(held[0] > 0, 'the one that is killed carries some');
      const start = performance.now();
      doomed.child.kill('SIGKILL');
      agent.change({ pauseAfter: null });
      const replies = await talks;
      const seconds = (performance.now() - start) / 1000;

      for (const [visitor, session] of sessions.entries()) {
        const asked = wanted.map((text) => `${text}, asks visitor ${visitor}`);
        const log = logged(session);
        assert.deepEqual(log.asked, asked);
        assert.deepEqual(log.answered, replies[visitor]);
        const shown = session.snapshot.messages.filter(({ role }) => role !== 'notice');
        assert.deepEqual(shown.map(({ role }) => role), asked.flatMap(() => ['user', 'agent']));
        assert.deepEqual(shown.filter(({ role }) => role === 'user').map(({ text }) => text), asked);
        assert.deepEqual(shown.filter(({ role }) => role === 'agent').map(({ text }) => text), replies[visitor]);
        assert.ok(log.answered.every((text, index) => text.includes(asked[index] ?? '?')), log.answered.join());
      }
      // Nobody is there twice. On a busy machine a handshake may take so long that its visitor goes on by REST.
      const sockets = await left.metric('autessa_relay_sockets');
      assert.ok(sockets > 0 && sockets <= visitors, `${sockets} sockets`);
      console.log(`Killed with ${held[0]} of ${visitors} conversations in the midst of a reply; ${visitors * wanted.length} replies, each once, ${seconds.toFixed(1)} s later.`);
      dispose();
      await eventually(async () => (await left.metric('autessa_relay_sockets')) === 0);
    });
  });
});
