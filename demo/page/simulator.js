/**
 * The simulator's control API. It is there only while the demo runs without a key for the real one.
 *
 * @typedef {{ name: string, times?: number }} FaultOrder
 * @typedef {{ name: string, at: string, does: string }} Fault
 * @typedef {{ parrot: boolean, pace: number | null }} Voice
 * @typedef {{ voice?: Partial<Voice>, transcriptions?: readonly string[] }} VoiceOrder
 * @typedef {{
 *   agentId: number, behaviour: string, title: string, description: string,
 *   faults: FaultOrder[], voice: Voice, transcriptions: string[],
 * }} Agent
 * @typedef {{ agents: Agent[], faults: Fault[] }} Simulator
 */

const agentsPath = '/_simulator/agents';

/** @returns {Promise<Simulator | undefined>} what it offers; `undefined` where there is none */
export async function readSimulator() {
  try {
    const response = await fetch(agentsPath);
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Replaces all of an agent's misbehaviours.
 *
 * @param {string} agentId
 * @param {readonly FaultOrder[]} faults
 */
export async function orderFaults(agentId, faults) {
  await change(agentId, { faults });
}

/**
 * Changes how an agent listens and speaks.
 *
 * @param {string} agentId
 * @param {VoiceOrder} order
 */
export async function orderVoice(agentId, order) {
  await change(agentId, order);
}

/**
 * @param {string} agentId
 * @param {object} order
 */
function change(agentId, order) {
  const headers = { 'content-type': 'application/json' };
  return ask(`${agentsPath}/${agentId}`, { method: 'PUT', headers, body: JSON.stringify(order) });
}

/**
 * Cuts an agent's connections.
 *
 * @param {string} agentId
 * @returns {Promise<number>} how many there were
 */
export async function dropConnections(agentId) {
  const { dropped } = await ask(`${agentsPath}/${agentId}/drop`, { method: 'POST' });
  return dropped;
}

/**
 * Leaves an agent's connections open, but dead.
 *
 * @param {string} agentId
 * @returns {Promise<number>} how many there were
 */
export async function silenceConnections(agentId) {
  const { silenced } = await ask(`${agentsPath}/${agentId}/silence`, { method: 'POST' });
  return silenced;
}

/**
 * @param {string} path
 * @param {RequestInit} init
 * @returns {Promise<any>}
 */
async function ask(path, init) {
  const response = await fetch(path, init);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.errors.join('; '));
  return answer;
}
