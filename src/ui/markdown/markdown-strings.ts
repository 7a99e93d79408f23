/** The words a message's furniture needs. `{alt}`, `{host}` and `{label}` are filled in. */
export interface MarkdownStrings {
  readonly copyCode: string;
  readonly copied: string;
  readonly showImage: string;
  readonly footnote: string;
  readonly code: string;
  readonly table: string;
  readonly done: string;
  readonly toDo: string;
}
