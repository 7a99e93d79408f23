import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Agent } from '../../demo/simulator/agent.js';
import { faults } from '../../demo/simulator/faults.js';
import type { Simulated } from './simulated.js';
import { finalText, say, type Refused, type WireSocket } from './wire-socket.js';

type Fault = (typeof faults)[number];

/** What each fault of these places must do to an agent that has it once. */
export type Effects<At extends Fault['at']> = Record<
  Extract<Fault, { at: At }>['name'],
  (agent: Agent) => Promise<void>
>;

export const said = 'Hello there, how are you?';
export const answer = `You said: ${said}`;
export const input = [{ inputType: 'TEXT', content: said }];

/** One test for each fault, after which all must be well again. */
export function testFaults(simulated: () => Simulated, effects: Partial<Record<string, (agent: Agent) => Promise<void>>>): void {
  for (const { name, does } of faults) {
    const effect = effects[name];
    if (!effect) continue;
    test(`${name}: ${does}`, async () => {
      const agent = simulated().agent('echo', { faults: [{ name, times: 1 }] });
      await effect(agent);
      assert.deepEqual(agent.faults.list(), []);
      const { wire } = await talk(simulated(), agent);
      assert.equal(finalText((await wire.reply()).at(-1)), answer, 'it strikes no more often than ordered');
      wire.close();
    });
  }
}

/** Opens a socket and says something once it has its status. */
export async function talk(simulated: Simulated, agent: Agent): Promise<{ wire: WireSocket; conversationId: string }> {
  const wire = await simulated.open(agent);
  const { conversationId } = await wire.message();
  wire.send(say(agent.id, said));
  return { wire, conversationId: String(conversationId) };
}

export async function refused(simulated: Simulated, agent: Agent): Promise<Refused> {
  const result = await simulated.attempt(agent);
  assert.ok('status' in result, 'the handshake is refused');
  return result;
}

/** What the server has logged, whoever has seen it. */
export async function logs(
  simulated: Simulated,
  conversationId: string,
): Promise<{ logType: string; text: string | undefined }[]> {
  const { json } = await simulated.request(`/_simulator/conversations/${conversationId}`);
  const entries = json['logs'] as { logType: string; multimodalOutput?: { content: string } }[];
  return entries.map(({ logType, multimodalOutput }) => ({ logType, text: multimodalOutput?.content }));
}
