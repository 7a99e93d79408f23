import { type AddressPolicy, addressPolicy } from './addresses.js';

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

export interface MarkdownOptions {
  readonly strings: MarkdownStrings;
  /** Which addresses links and images may lead to. Default: all that are harmless, see `addressPolicy`. */
  readonly addresses?: AddressPolicy | undefined;
}

/** What all blocks of a message share: its words, its policy, and what is known of its link definitions. */
export class Shared {
  readonly strings: MarkdownStrings;
  readonly resolve: AddressPolicy;
  readonly definitions = new Map<string, { readonly address: string; readonly title: string | null }>();
  /** Ended texts that name definitions which had not come by then. */
  readonly late: { revise(): void }[] = [];

  constructor({ strings, addresses = addressPolicy() }: MarkdownOptions) {
    this.strings = strings;
    this.resolve = addresses;
  }
}
