import { Hono } from 'hono';
import { isJsonObject, parseJson, type JsonObject } from '../../src/base/json.js';
import type { Agent } from './agent.js';
import { behaviours, findBehaviour } from './agents/index.js';
import { faults, isFaultName, type FaultOrder } from './faults.js';
import type { Simulation } from './simulation.js';

/** Where tests and the demo page steer the simulator. */
export const controlPath = '/_simulator/';

/** The control API: make agents, order faults, look at what arrived, cut connections. */
export function controlRoutes({ agents, conversations }: Simulation): Hono {
  const routes = new Hono();
  const agentsPath = `${controlPath}agents`;

  routes.get(agentsPath, (c) =>
    c.json({
      agents: agents.list().map(describe),
      behaviours: behaviours.map(({ name, title, description }) => ({ name, title, description })),
      faults,
    }),
  );

  routes.post(agentsPath, async (c) => {
    const order = readOrder(await c.req.text());
    if (typeof order === 'string') return c.json({ errors: [order] }, 400);
    const behaviour = findBehaviour(order.behaviour);
    if (!behaviour) return c.json({ errors: [`behaviour must be one of ${nameList(behaviours)}`] }, 400);
    const { faults: orders = [], tokensPerSecond = testTokensPerSecond } = order;
    return c.json({ agentId: agents.add(behaviour, { faults: orders, tokensPerSecond }).id }, 201);
  });

  routes.put(`${agentsPath}/:id`, async (c) => {
    const agent = agents.find(c.req.param('id'));
    if (!agent) return c.json({ errors: ['There is no such agent'] }, 404);
    const order = readOrder(await c.req.text());
    if (typeof order === 'string') return c.json({ errors: [order] }, 400);
    if (order.faults) agent.faults.set(order.faults);
    if (order.tokensPerSecond !== undefined) agent.tokensPerSecond = order.tokensPerSecond;
    if (order.publish) agent.versions.publish();
    return c.json(describe(agent));
  });

  routes.get(`${agentsPath}/:id/traffic`, (c) => {
    const agent = agents.find(c.req.param('id'));
    return agent ? c.json(agent.traffic) : c.json({ errors: ['There is no such agent'] }, 404);
  });

  routes.post(`${agentsPath}/:id/drop`, (c) => {
    const agent = agents.find(c.req.param('id'));
    if (!agent) return c.json({ errors: ['There is no such agent'] }, 404);
    const dropped = agent.cuts.size;
    for (const cut of agent.cuts) cut();
    return c.json({ dropped });
  });

  routes.get(`${controlPath}conversations/:id`, (c) => {
    const conversation = conversations.find(c.req.param('id'));
    return conversation ? c.json(conversation.toDto()) : c.json({ errors: ['There is no such conversation'] }, 404);
  });

  return routes;
}

/** An agent that a test makes is fast unless it asks for a pace. */
const testTokensPerSecond = 1000;

function describe({ id, behaviour, faults: active, tokensPerSecond }: Agent) {
  const { name, title, description } = behaviour;
  return { agentId: id, behaviour: name, title, description, tokensPerSecond, faults: active.list() };
}

interface AgentOrder {
  readonly behaviour: unknown;
  readonly faults?: readonly FaultOrder[];
  /** More than 0. */
  readonly tokensPerSecond?: number;
  /** Whether the draft becomes the published version. */
  readonly publish: boolean;
}

/** @returns the order, or what is wrong with it */
function readOrder(text: string): AgentOrder | string {
  const raw = parseJson(text);
  if (!isJsonObject(raw)) return 'The body must be a JSON object';
  const { behaviour, faults: orders, tokensPerSecond: pace } = raw;
  if (pace !== undefined && !(typeof pace === 'number' && pace > 0)) return 'tokensPerSecond must be more than 0';
  const read = orders === undefined ? undefined : readFaults(orders);
  if (typeof read === 'string') return read;
  return {
    behaviour,
    publish: raw['publish'] === true,
    ...(read && { faults: read }),
    ...(typeof pace === 'number' && { tokensPerSecond: pace }),
  };
}

function readFaults(orders: unknown): readonly FaultOrder[] | string {
  if (!Array.isArray(orders)) return 'faults must be an array';
  const wrong = orders.find((order: unknown) => !isFaultOrder(order));
  if (wrong !== undefined) return `faults must be {name, times?}, a name one of ${nameList(faults)}`;
  return orders as FaultOrder[];
}

function isFaultOrder(order: unknown): boolean {
  if (!isJsonObject(order) || !isFaultName(order['name'])) return false;
  const { times }: JsonObject = order;
  return times === undefined || (Number.isInteger(times) && (times as number) > 0);
}

function nameList(named: readonly { readonly name: string }[]): string {
  return named.map(({ name }) => name).join(', ');
}
