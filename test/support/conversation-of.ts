import type { Message } from '../../src/conversation/message.js';

/** A conversation of so many messages, by turns. */
export function conversationOf(count: number): Message[] {
  return Array.from({ length: count }, (_, index): Message => {
    const turn = `turn-${index >> 1}`;
    const common = { at: Date.UTC(2026, 0, 1) + index * 60_000, turn };
    return index % 2 === 0
      ? { ...common, id: turn, role: 'user', status: 'sent', text: `Question ${index}: what about the weather?` }
      : { ...common, id: `${turn}:reply`, role: 'agent', status: 'done', text: `Answer ${index}: it is **windy**.\n\n- take a coat\n- and a \`hat\`` };
  });
}
