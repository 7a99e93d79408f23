import { SugarHigh, tokenize, type ParseOptions } from 'sugar-high/core';
import { languages } from 'sugar-high/lang';

/** What parts of code are coloured as; the rest is left as it is. */
export type TokenKind = 'keyword' | 'string' | 'value' | 'name' | 'comment';

/** A part of code, by UTF-16 offsets. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** Longer code stays as it is: to read this much takes some milliseconds. */
const longest = 20_000;

const kinds: Readonly<Record<string, TokenKind>> = {
  keyword: 'keyword',
  string: 'string',
  class: 'value',
  entity: 'name',
  property: 'name',
  comment: 'comment',
};

/** Reads code in a language that people name so after a fence: `ts`, `python`, `C++`. Nothing where that is not known. */
export function tokensOf(code: string, name: string): readonly Token[] {
  const wanted = name.toLowerCase();
  const language = languages.find(({ id, extension, aliases }) => [id, extension, ...aliases].includes(wanted));
  if (!language || /^(?:plaintext|markdown)$/.test(language.id) || code.length > longest) return [];
  // What is made for CSS alone may take time with the square of its length.
  const config = language.id === 'css' ? { ...language.config, tokenize: undefined } : language.config;
  let end = 0;
  return tokenize(code, config as ParseOptions).flatMap(([type, text]) => {
    const start = end;
    end += text.length;
    const kind = kinds[SugarHigh.TokenTypes[type] ?? ''];
    return kind ? [{ kind, start, end }] : [];
  });
}
