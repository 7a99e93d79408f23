import { Hono } from 'hono';
import { isJsonObject, parseJson, type JsonObject } from '../../src/base/json.js';
import { agentControlRoutes } from './control-agents.js';
import { voiceControlRoutes } from './control-voice.js';
import type { Conversation } from './conversations.js';
import { apiKeyId, type Simulation } from './simulation.js';
import type { AgentLog } from '../../src/protocol/logs.js';

/** Where tests and the demo page steer the simulator. */
export const controlPath = '/_simulator/';

/** The control API: make agents, order faults, look at what arrived and what is logged, cut connections. */
export function controlRoutes(simulation: Simulation): Hono {
  const { agents, conversations, issuedTokens } = simulation;
  const routes = new Hono()
    .route(controlPath, agentControlRoutes(simulation))
    .route(controlPath, voiceControlRoutes(simulation));
  const conversationPath = `${controlPath}conversations/:id`;
  const unknown = { errors: ['There is no such conversation'] };

  routes.get(conversationPath, (c) => {
    const conversation = conversations.findForPage(c.req.param('id'));
    return conversation ? c.json(conversation.toDto()) : c.json(unknown, 404);
  });

  // As after twelve hours without a message; its sockets stay as they are unless `code` closes them.
  routes.post(`${conversationPath}/expire`, async (c) => {
    const conversation = conversations.findForPage(c.req.param('id'));
    if (!conversation) return c.json(unknown, 404);
    const { code } = fieldsOf(await c.req.text());
    conversation.close();
    if (typeof code === 'number') for (const line of conversation.lines) line.end(code, 'The conversation is over');
    return c.json({ status: conversation.status });
  });

  routes.delete(conversationPath, (c) => {
    const conversation = conversations.findForPage(c.req.param('id'));
    if (!conversation) return c.json(unknown, 404);
    conversations.forget(conversation.id);
    return c.json({ status: 'NOT_FOUND' });
  });

  routes.get(`${controlPath}agents/:id/conversations`, (c) => {
    const agent = agents.find(c.req.param('id'));
    if (!agent) return c.json({ errors: ['There is no such agent'] }, 404);
    return c.json({ conversations: conversations.of(agent.id).map(accountOf) });
  });

  // A conversation with a past, for a page that never saw it.
  routes.post(`${controlPath}agents/:id/conversations`, async (c) => {
    const agent = agents.find(c.req.param('id'));
    if (!agent) return c.json({ errors: ['There is no such agent'] }, 404);
    const { logs = [], closed = false } = fieldsOf(await c.req.text());
    if (!Array.isArray(logs)) return c.json({ errors: ['logs must be an array'] }, 400);
    const conversation = conversations.create(agent.id, agent.versions.published, apiKeyId);
    for (const entry of logs as readonly AgentLog[]) conversation.log(entry);
    if (closed === true) conversation.close();
    return c.json({ conversationId: conversation.id }, 201);
  });

  // All tokens that `/_simulator/token/issued` has handed out are refused from now on.
  routes.post(`${controlPath}tokens/revoke`, (c) => {
    issuedTokens.revokeAll();
    return c.json({});
  });

  return routes;
}

/** A conversation as the server sees it, to compare with what a page shows. */
function accountOf(conversation: Conversation) {
  return { ...conversation.toDto(), status: conversation.status, sockets: conversation.lines.size };
}

function fieldsOf(text: string): JsonObject {
  const raw = parseJson(text);
  return isJsonObject(raw) ? raw : {};
}
