/** A markdown reply as it is said aloud: no tables, no code, no marks. */
export function spokenText(markdown: string): string {
  const prose = markdown
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .replaceAll(/^\s*(\|.*|-{3,})$/gm, '')
    .replaceAll(/^\s*(#{1,6}|>|[-+*](?: \[[ x]\])?|\d+\.)\s+/gm, '')
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/~~.*?~~|[*_`]/g, '');
  const lines = prose.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  // Each line is a sentence, or it would run into the next.
  return lines.join('\n').replaceAll(/([^.!?:;,])\n/g, '$1. ').replaceAll('\n', ' ');
}
