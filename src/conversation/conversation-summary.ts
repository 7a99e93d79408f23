/** A conversation that was left, and is kept in this browser. */
export interface ConversationSummary {
  readonly conversationId: string;
  /** Its first words: at most 80 UTF-16 units, in one line. */
  readonly title: string;
  /** When its last message began, in ms since the epoch. */
  readonly at: number;
  /** Whether something was said aloud in it. */
  readonly hasCall: boolean;
  /** Whether a reply in it has not been seen: it was left before that had come. To what was never sent none comes. */
  readonly hasUnread: boolean;
}
