import type { AddressPolicy } from './addresses.js';
import { addressPolicy } from './addresses.js';

/** The words a message's furniture needs. `{alt}` and `{host}` are filled in. */
export interface MarkdownStrings {
  readonly copyCode: string;
  readonly copied: string;
  readonly showImage: string;
  readonly code: string;
  readonly table: string;
  readonly done: string;
  readonly toDo: string;
}

export const markdownStrings: MarkdownStrings = {
  copyCode: 'Copy code',
  copied: 'Copied',
  showImage: 'Show image: {alt} ({host})',
  code: 'Code',
  table: 'Table',
  done: 'Done',
  toDo: 'To do',
};

export interface MarkdownOptions {
  readonly strings?: Partial<MarkdownStrings> | undefined;
  /** Origins that links and images may lead to, such as `https://example.com`. Default: any. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Replaces the judgement of addresses as a whole (and `allowedOrigins` with it). */
  readonly addresses?: AddressPolicy | undefined;
}

/** What all blocks of a message share: its words, its policy, and the link definitions found so far. */
export class Shared {
  readonly strings: MarkdownStrings;
  readonly resolve: AddressPolicy;
  readonly definitions = new Map<string, { readonly address: string; readonly title: string | undefined }>();

  constructor({ strings, allowedOrigins, addresses }: MarkdownOptions) {
    this.strings = { ...markdownStrings, ...strings };
    this.resolve = addresses ?? addressPolicy(allowedOrigins);
  }

  imageLabel(alt: string, host: string): string {
    const values: Readonly<Record<string, string>> = { alt, host };
    return this.strings.showImage.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  }
}
