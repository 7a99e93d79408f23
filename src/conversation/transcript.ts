import { toJson } from '../base/robust-json.js';
import type { Message, Messages } from './message.js';

export type TranscriptFormat = 'text' | 'markdown' | 'json';

/** Who is named how in a transcript. */
export interface TranscriptNames {
  readonly user: string;
  readonly agent: string;
}

/** The conversation as a person keeps it: what was said, without notices and without what never was delivered. */
export function formatTranscript(messages: Messages, format: TranscriptFormat, names: TranscriptNames): string {
  const said = messages.filter((message) => message.role !== 'notice' && message.text !== '');
  if (format === 'json') return toJson(said.map(plain), 2);
  const heading = (name: string) => (format === 'markdown' ? `**${name}:**\n\n` : `${name}: `);
  return said
    .filter((message) => message.role !== 'tool')
    .map((message) => heading(message.role === 'user' ? names.user : names.agent) + message.text.trimEnd())
    .join('\n\n');
}

function plain({ id, role, text, status, at, context, tool }: Message): object {
  return { id, role, text, status, at: new Date(at).toISOString(), context, ...(tool && { toolName: tool.toolName, publicVars: tool.publicVars }) };
}
