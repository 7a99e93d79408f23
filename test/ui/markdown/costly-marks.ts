/** What texts are put together of that try to cost more than their length. */
export const marks = ['*', '**', '_', '~~', '`', '``', '[', ']', '](', ')', '![', '<', '>', '\n', '\n\n', '- ', '1. ', '# ', ' #', '|', '\n|-|\n', 'a', 'b ', '    ', '\t', '&a;', '&amp;', '\\', 'www.a', 'https://x.y', 'a@', '"', '\n---\n', '```\n', ':', '> ', '[x]: ', '[^1]', '<br>', '$', '。', 'é'];
