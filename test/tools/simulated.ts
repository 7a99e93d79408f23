import type { JsonObject } from '../../src/base/json.js';
import type { Clock } from '../../src/base/clock.js';
import { systemClock } from '../../src/base/clock.js';
import { socketAddress } from '../../src/protocol/addresses.js';
import { restAddress } from '../../src/protocol/operations.js';
import type { OperationName } from '../../src/protocol/operations.js';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../demo/simulator/index.js';
import type { Agent, AgentOptions } from '../../demo/simulator/agent.js';
import { findBehaviour } from '../../demo/simulator/agents/index.js';
import { WireSocket, type Refused } from './wire-socket.js';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: JsonObject;
}

/** A running simulator, with the few calls that its tests are made of. */
export interface Simulated {
  readonly simulator: Simulator;
  readonly url: string;
  agent(behaviour?: string, options?: AgentOptions): Agent;
  call(agent: Agent, operation: OperationName, body?: JsonObject, key?: string): Promise<RestAnswer>;
  open(agent: Agent, conversationId?: string): Promise<WireSocket>;
  /** @param voice whether the socket is for a call */
  attempt(agent: Agent, key?: string, voice?: boolean): Promise<WireSocket | Refused>;
  /** Anything under the simulator's own address. */
  request(path: string, method?: string, body?: unknown): Promise<RestAnswer>;
  close(): Promise<void>;
}

export async function startSimulated(options: SimulatorOptions = {}): Promise<Simulated> {
  const simulator = createSimulator(options);
  const { apiKey } = simulator;
  const { url, close } = await simulator.listen();
  const address = (agent: Agent, token: string, conversationId?: string, voice = false) =>
    socketAddress(url, { agentId: agent.id, token, conversationId, voice });
  return {
    simulator,
    url,
    close,
    agent(behaviour = 'echo', agentOptions = {}) {
      const found = findBehaviour(behaviour);
      if (!found) throw new Error(`There is no behaviour ${behaviour}`);
      return simulator.agents.add(found, { tokensPerSecond: 2000, ...agentOptions });
    },
    call: (agent, operation, body = {}, key = apiKey) =>
      post(restAddress(url, operation, agent.id), 'POST', { agentId: agent.id, ...body }, { Authorization: key }),
    open: (agent, conversationId) => WireSocket.open(address(agent, apiKey, conversationId)),
    attempt: (agent, key = apiKey, voice = false) => WireSocket.attempt(address(agent, key, undefined, voice)),
    request: (path, method = 'GET', body) => post(url + path, method, body),
  };
}

/** Sends JSON and reads the answer, whatever it is. */
export async function post(
  address: string,
  method: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<RestAnswer> {
  const init = { method, headers: { 'Content-Type': 'application/json', ...headers } };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(address, body === undefined ? init : { ...init, body: text });
  const received = await answer.text();
  const { status } = answer;
  return { status, headers: answer.headers, text: received, json: safeJson(received) };
}

function safeJson(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return {};
  }
}

/** The system's clock, which a test can put forward. */
export function shiftedClock(): Clock & { forward(ms: number): void } {
  let offset = 0;
  return {
    now: () => systemClock.now() + offset,
    after: systemClock.after,
    forward: (ms) => {
      offset += ms;
    },
  };
}
