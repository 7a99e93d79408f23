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
