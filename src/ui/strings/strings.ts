import type { AgentErrorCode } from '../../base/errors.js';

/** What went wrong and what to do next, for each error code; `null` says nothing. */
export type ErrorStrings = Readonly<Record<AgentErrorCode, string | null>>;

/**
 * A text that depends on a number, one form for each of the language's plural categories. `{count}` is filled in.
 * @see https://cldr.unicode.org/index/cldr-spec/plural-rules
 */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

/** What is seen until the first reply has come; in English, the panel brings it along. */
export interface CoreStrings {
  /** In which direction the words are written, and so the panel is laid out. */
  readonly direction: 'ltr' | 'rtl';
  /** The panel's heading. */
  readonly heading: string;
  /** The agent's first words. */
  readonly greeting: string;
  readonly placeholder: string;
  readonly conversation: string;
  readonly message: string;
  readonly send: string;
  readonly stop: string;
  /** Names the button that begins a call, and stands on it before anything has been said: a word is enough. */
  readonly startVoice: string;
  readonly retry: string;
  readonly close: string;
  readonly you: string;
  readonly agent: string;
  readonly suggestions: string;
  readonly waiting: string;
  readonly notDelivered: string;
  readonly stopped: string;
  readonly responding: string;
  readonly connecting: string;
  readonly reconnecting: string;
  /** Names the button that adds audio to a message. */
  readonly attach: string;
  readonly copyCode: string;
  readonly copied: string;
  readonly code: string;
  readonly table: string;
  readonly done: string;
  readonly toDo: string;
  /** `{alt}` and `{host}` are filled in. */
  readonly showImage: string;
  /** Names the mark that opens a footnote. `{label}` is filled in. */
  readonly footnote: string;
}

/** What most conversations never need: it is loaded with the features that it names. */
export interface FeatureStrings {
  /** Names the button that leads back to the last message. */
  readonly toEnd: string;
  readonly unread: Plural;
  readonly agree: string;
  /** The person does not agree. */
  readonly noThanks: string;
  readonly withdrawConsent: string;
  /** Of a reply that says nothing. */
  readonly noAnswer: string;
  readonly toolRunning: string;
  readonly toolDone: string;
  readonly conversationReplaced: string;
  readonly versionChanged: string;
  readonly conversationEnded: string;
  readonly notStored: string;
  /** `{time}` is filled in: a duration, as in "5 sec". */
  readonly goesOnIn: string;
  readonly charactersLeft: Plural;
  readonly charactersOver: Plural;
  readonly tooLong: string;

  readonly newConversation: string;
  readonly menu: string;
  readonly undo: string;
  readonly conversationLeft: string;
  readonly clearData: string;
  readonly clearDataQuestion: string;
  readonly cancel: string;
  readonly dataCleared: string;
  readonly soundsOn: string;
  readonly soundsOff: string;

  /** Names what can be done with a message. */
  readonly messageActions: string;
  readonly copy: string;
  readonly copyFailed: string;
  readonly edit: string;
  readonly goodAnswer: string;
  readonly badAnswer: string;
  readonly thanks: string;
  /** Of a reply that was called bad. */
  readonly reasonQuestion: string;
  /** Of a conversation that has ended. */
  readonly ratingQuestion: string;
  /** Names the text box for why. */
  readonly reasonOptional: string;
  /** Names the entry that opens: a copy, and files. */
  readonly exportConversation: string;
  readonly downloadText: string;
  readonly downloadMarkdown: string;
  readonly downloadJson: string;

  /** What stands in a message in the place of what was hidden. */
  readonly maskedCard: string;
  readonly maskedEmail: string;
  readonly maskedPhone: string;
  /** `{what}` is filled in: some of the three above. */
  readonly hiddenInMessage: string;
  /** With what would be hidden. */
  readonly sendAsWritten: string;

  /** Names what of the page goes along with a message. */
  readonly sentAlong: string;

  /** Names what leads to a person in place of the agent. */
  readonly handOver: string;
  readonly handoffOffer: string;
  readonly transcriptCopied: string;

  /** Names the list of conversations that were left. */
  readonly conversations: string;
  /** Leads from that list back to the conversation. */
  readonly back: string;
  /** Of a conversation that was left before a reply had come. */
  readonly answerNotSeen: string;
  readonly searchConversations: string;
  /** Nothing in the list is as it was searched for. */
  readonly nothingFound: string;
  /** `{title}` is filled in. */
  readonly deleteConversation: string;
  readonly earlierConversation: string;
  readonly showEarlier: string;
  readonly useHere: string;

  readonly dropHere: string;
  readonly voiceNote: string;
  readonly record: string;
  readonly stopRecording: string;
  readonly discard: string;
  readonly play: string;
  readonly pause: string;
  /** `{name}` is filled in. */
  readonly removeFile: string;
  /** `{percent}` is filled in. */
  readonly uploading: string;
  /** Names how much of a file has been read. */
  readonly reading: string;
  /** Of a message whose file is not ready yet. */
  readonly sendTextOnly: string;

  readonly endVoice: string;
  readonly mute: string;
  readonly unmute: string;
  readonly holdToTalk: string;
  readonly starting: string;
  readonly listening: string;
  readonly hearing: string;
  readonly thinking: string;
  readonly speaking: string;
  readonly muted: string;
  readonly tapToResume: string;
  readonly interrupted: string;
  /** The person is heard already, by simpler means. */
  readonly loadingVoice: string;
  /** Names the view of a call. */
  readonly voiceCall: string;
  readonly voiceEnded: string;
  /** The person is heard as soon as they hold the button. */
  readonly ready: string;
  readonly voiceSettings: string;
  readonly microphone: string;
  readonly speaker: string;
  readonly volume: string;
  /** The device that the system chooses. */
  readonly systemDefault: string;
  /** A choice: to be heard only while a button is held. */
  readonly pushToTalk: string;
  readonly microphoneSilent: string;
  readonly callElsewhere: string;
  /** The page was loaded again in its midst. */
  readonly callInterrupted: string;
  readonly resumeCall: string;
  /** The agent hung up. */
  readonly callEndedByAgent: string;
  readonly callAgain: string;
}

/** All that the panel says. Any of them can be replaced through the element's `strings` property. */
export interface Strings extends CoreStrings, Partial<FeatureStrings> {
  /** The launcher's name; `launcher-label` wins over it. */
  readonly launcher?: string;
  /** What went wrong and what to do next. Where there is no entry, the one for a lost connection stands in. */
  readonly errors: Partial<ErrorStrings>;
}

/** The same as soon as a translation is loaded, which it is before any part that needs it. */
export type AllStrings = Strings & FeatureStrings;

/** All strings in one language. One that is missing is a mistake that the compiler finds. */
export interface Translation extends CoreStrings, FeatureStrings {
  readonly errors: ErrorStrings;
}

/** What the file of a language holds: in English, without what the panel brings along. */
export interface TranslationFile extends FeatureStrings, Partial<CoreStrings> {
  readonly errors: Omit<ErrorStrings, 'connection'>;
}

/** What is said of an error; `null` says nothing. */
export function errorText({ errors }: Strings, code: AgentErrorCode): string | null {
  return (Object.hasOwn(errors, code) ? errors[code] : errors.connection) ?? null;
}

/** Fills `{name}` in. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}
