import { Hono } from 'hono';
import type { Conversation } from './conversations.js';
import type { Simulation } from './simulation.js';

/** Below `/_simulator/conversations/:id/`: what was heard and what was said aloud, as figures and as WAV files. */
export function voiceControlRoutes({ conversations }: Simulation): Hono {
  const routes = new Hono();
  const nothing = { errors: ['Nothing was said in such a conversation'] };

  const wav = (bytes: Uint8Array) =>
    new Response(new Uint8Array(bytes), { headers: { 'Content-Type': 'audio/wav', 'Cache-Control': 'no-store' } });

  routes.get('conversations/:id/heard', (c) => {
    const heard = conversations.findForPage(c.req.param('id'))?.heard;
    return heard ? c.json(heard.report()) : c.json(nothing, 404);
  });
  routes.get('conversations/:id/heard.wav', (c) => {
    const heard = conversations.findForPage(c.req.param('id'))?.heard;
    return heard ? wav(heard.toWav()) : c.json(nothing, 404);
  });

  const spokenIn = (conversation: Conversation | undefined) =>
    conversation && conversation.spoken.chunks.length > 0 ? conversation.spoken : undefined;
  routes.get('conversations/:id/spoken', (c) => {
    const spoken = spokenIn(conversations.findForPage(c.req.param('id')));
    return spoken ? c.json({ chunks: spoken.chunks }) : c.json(nothing, 404);
  });
  routes.get('conversations/:id/spoken.wav', (c) => {
    const spoken = spokenIn(conversations.findForPage(c.req.param('id')));
    return spoken ? wav(spoken.toWav()) : c.json(nothing, 404);
  });
  return routes;
}
