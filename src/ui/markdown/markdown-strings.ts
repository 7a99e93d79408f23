/** The words that code, tables and images of a message need. `{alt}`, `{host}` and `{label}` are filled in. */
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
