import type { AudioOutput, MultimodalOutput } from '../../src/protocol/content.js';
import { EXECUTE_TOOL } from '../../src/protocol/messages.js';
import type { ToolPart } from './agents/behaviour.js';

/** The first message on a socket (API document: "Server-to-Client Messages"). */
export function statusFrame(conversationId: string, status: string, errors: readonly string[] = []): string {
  return JSON.stringify({ conversationId, status, errors });
}

/** API document: "Text Stream Messages". */
export function tokenFrame(content: string): string {
  return JSON.stringify({ streamedOutput: { outputType: 'TEXT', content } });
}

/** API document: "Audio Stream Messages". */
export function audioFrame(output: Partial<AudioOutput>): string {
  return JSON.stringify({ streamedOutput: output });
}

/** API document: "Tool Stream Messages". */
export function toolFrame(tool: ToolPart, invocationId: string, streamMessage: string): string {
  const { name: toolName, publicVars } = tool;
  return JSON.stringify({
    streamedToolMessages: { responseType: EXECUTE_TOOL, toolName, invocationId, publicVars, streamMessage },
  });
}

/** API document: "Final Response". */
export function finalFrame(
  conversationId: string,
  output: readonly MultimodalOutput[],
  errors: readonly string[],
): string {
  return JSON.stringify({ conversationId, output, errors });
}

/** What the fault `garbage` sends: no JSON, JSON of other shapes, wrong types in known places, bytes. */
export const garbageFrames: readonly (string | Uint8Array)[] = [
  'this is no JSON',
  '{"streamedOutput": {"outputType": "TEXT", "content": ',
  '[1, 2, 3]',
  'null',
  '"text"',
  '{}',
  '{"streamedOutput": null, "streamedToolMessages": "soon"}',
  '{"status": 7, "conversationId": ["conv"]}',
  '',
  new Uint8Array([0, 255, 1, 254]),
];

/** What the fault `unknown-messages` sends: well formed, but of kinds that the document does not describe. */
export const unknownFrames: readonly string[] = [
  JSON.stringify({ streamedReasoning: { content: 'Thinking about the question' } }),
  JSON.stringify({ heartbeat: { at: 1_767_225_600_000 } }),
  JSON.stringify({ streamedOutput: { outputType: 'IMAGE', url: 'https://example.com/map.png' } }),
  JSON.stringify({
    streamedToolMessages: { responseType: 'TOOL_PROGRESS', invocationId: 'inv_x', toolName: 'Search', percent: 40 },
  }),
];

/** What the fault `binary-frames` sends; one of them would be a good message, were it text. */
export const binaryFrames: readonly Uint8Array[] = [
  new Uint8Array(0),
  new Uint8Array([0]),
  new Uint8Array(2048).fill(7),
  new TextEncoder().encode(tokenFrame('bytes are no text')),
  new Uint8Array(65_537).fill(255),
];

/** What the fault `huge-frames` sends: a well-formed message, and text that is no JSON. */
export function hugeFrames(bytes: number): readonly string[] {
  return [JSON.stringify({ streamedReasoning: { content: 'x'.repeat(bytes) } }), `{"a":`.padEnd(bytes, '[')];
}
