import { Hono, type Context } from 'hono';
import { isJsonObject, parseJson } from '../../src/base/json.js';
import { readOrder } from './agent-order.js';
import type { Agent } from './agent.js';
import { behaviours, findBehaviour } from './agents/index.js';
import { faults } from './faults.js';
import type { Simulation } from './simulation.js';

/** An agent that a test makes is fast unless it asks for a pace. */
const testTokensPerSecond = 1000;

/** Below `/_simulator/`: the agents, what they received, and the sockets that are open on them. */
export function agentControlRoutes({ agents }: Simulation): Hono {
  const routes = new Hono();

  routes.get('agents', (c) =>
    c.json({
      agents: agents.list().map(describe),
      behaviours: behaviours.map(({ name, title, description }) => ({ name, title, description })),
      faults,
    }),
  );

  routes.post('agents', async (c) => {
    const order = readOrder(await c.req.text());
    if (typeof order === 'string') return c.json({ errors: [order] }, 400);
    const behaviour = findBehaviour(order.behaviour);
    if (!behaviour) {
      const names = behaviours.map(({ name }) => name).join(', ');
      return c.json({ errors: [`behaviour must be one of ${names}`] }, 400);
    }
    const { settings, voice, faults: orders = [], seed = 1, transcriptions = [] } = order;
    const agent = agents.add(behaviour, { tokensPerSecond: testTokensPerSecond, ...settings, voice, faults: orders, seed });
    agent.transcriptions.push(...transcriptions);
    return c.json(describe(agent), 201);
  });

  /** Answers for the agent that the path names. */
  const forAgent = (answer: (agent: Agent, c: Context, body: string) => Response) => async (c: Context) => {
    const agent = agents.find(c.req.param('id'));
    return agent ? answer(agent, c, await c.req.text()) : c.json({ errors: ['There is no such agent'] }, 404);
  };

  const change = forAgent((agent, c, body) => {
    const order = readOrder(body);
    if (typeof order === 'string') return c.json({ errors: [order] }, 400);
    if (order.faults) agent.faults.set(order.faults);
    if (order.transcriptions) agent.transcriptions.splice(0, Infinity, ...order.transcriptions);
    agent.change({ ...order.settings, voice: order.voice });
    if (order.publish) agent.versions.publish();
    return c.json(describe(agent));
  });
  routes.put('agents/:id', change);

  routes.get('agents/:id/traffic', forAgent((agent, c) => c.json(agent.traffic)));

  const drop = forAgent((agent, c, body) => {
    const { code, reason } = fieldsOf(body);
    const dropped = agent.lines.size;
    for (const line of agent.lines) {
      line.end(typeof code === 'number' ? code : undefined, typeof reason === 'string' ? reason : undefined);
    }
    return c.json({ dropped });
  });
  routes.post('agents/:id/drop', drop);

  const silence = forAgent((agent, c) => {
    for (const line of agent.lines) line.silence();
    return c.json({ silenced: agent.lines.size });
  });
  routes.post('agents/:id/silence', silence);

  /** Text frames are sent as they are, `{base64}` as bytes. */
  const send = forAgent((agent, c, body) => {
    const { frames } = fieldsOf(body);
    if (!Array.isArray(frames)) return c.json({ errors: ['frames must be an array'] }, 400);
    for (const line of agent.lines) for (const frame of frames) line.send(frameOf(frame));
    return c.json({ sent: frames.length * agent.lines.size });
  });
  routes.post('agents/:id/send', send);

  return routes;
}

function describe({ id, behaviour, faults: active, settings, transcriptions }: Agent) {
  const { name, title, description } = behaviour;
  return { agentId: id, behaviour: name, title, description, ...settings, transcriptions, faults: active.list() };
}

function frameOf(frame: unknown): string | Uint8Array {
  if (typeof frame === 'string') return frame;
  const bytes = isJsonObject(frame) ? frame['base64'] : undefined;
  return typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : JSON.stringify(frame);
}

function fieldsOf(body: string): Readonly<Record<string, unknown>> {
  const raw = parseJson(body);
  return isJsonObject(raw) ? raw : {};
}
