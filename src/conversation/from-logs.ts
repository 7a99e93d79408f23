import type { AgentLog } from '../protocol/logs.js';
import { textOfOutput } from './reduce.js';
import { pause } from './tools.js';
import { replyId, textOfInput, type Message, type Messages } from './message.js';

/**
 * The messages of a conversation that this browser has not seen, from the server's log
 * (API document: "Conversation Log Structure"). The log has no times: all get `at`.
 *
 * @param conversationId makes the ids of the messages, so that reading the log again yields the same ones
 */
export function messagesFromLogs(logs: readonly AgentLog[], conversationId: string, at: number): Messages {
  const messages = new Map<string, Message>();
  const add = (message: Message): void => void messages.set(message.id, Object.freeze(message));
  let turn = `${conversationId}:0`;
  logs.forEach((log, index) => {
    switch (log.logType) {
      case 'USER': {
        // What was not answered before something else was said will not be: nobody waits for it.
        const before = messages.get(turn);
        if (before && !messages.has(replyId(turn))) add({ ...before, status: 'done' });
        turn = `${conversationId}:${index}`;
        const input = log.userMultimodalInputs;
        const text = textOfInput(input);
        // What has no words here cannot be sent again as it was.
        add({ id: turn, role: 'user', text, status: text === '' ? 'done' : 'sent', at, turn, conversationId });
        break;
      }
      case 'MESSAGE_TO_USER': {
        // One turn may be answered in several entries: they are one reply.
        const said = messages.get(replyId(turn))?.text;
        const more = textOfOutput([log.multimodalOutput]);
        const text = !said || said.endsWith(pause) ? `${said ?? ''}${more}` : said + pause + more;
        add({ id: replyId(turn), role: 'agent', text, status: 'done', at, turn });
        break;
      }
      case 'TOOL_REQUEST': {
        const { toolCallId, name, variables } = log.executeToolRequest;
        const reply = messages.get(replyId(turn));
        const before = reply?.text && (reply.text.endsWith(pause) ? reply.text : reply.text + pause);
        const tool = { toolName: name, invocationId: toolCallId, publicVars: variables, phase: 'done', progress: '', textBefore: before?.length } as const;
        messages.delete(replyId(turn));
        add({ id: `${turn}:tool:${toolCallId}`, role: 'tool', text: name, status: 'done', at, turn, tool });
        // Its message comes last in its turn.
        if (reply) add({ ...reply, text: before ?? '' });
        break;
      }
      case 'TOOL_RESPONSE':
        // A tool's result may hold what the person is not meant to read: nothing of it is shown.
        break;
    }
  });
  return [...messages.values()];
}
