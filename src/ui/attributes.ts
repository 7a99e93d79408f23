import type { PropertyDeclarations } from 'lit';
import type { EnvironmentVariables, PromptTemplateVariables } from '../protocol/content.js';
import type { Actions } from '../session/actions/action.js';
import type { TokenProvider } from '../transport/token-source.js';
import { asItIs, json } from './converters.js';
import type { PageContextSource } from './page-context.js';
import { ReactiveHost } from './reactive-host.js';
import type { Renderers } from './renderers.js';
import type { Strings } from './strings/strings.js';
import type { Suggestion } from './suggestion.js';

/** What a page sets on the element: values, and no more than that. */
export type ElementSettings = Readonly<Omit<ElementAttributes, keyof ReactiveHost>>;

/**
 * What a page can set on the element, by attribute and by property, what it tells, and what of it can be filled and styled.
 *
 * @attr {string} conversation-id - A conversation to continue, where the site knows it; wins over what is stored.
 * @attr {string} invite - A few words beside the launcher that invite to talk, 160 characters at most; `invite-when` says when.
 *
 * @event {AutessaReadyEvent} autessa-ready - What was stored is there.
 * @event {AutessaShowEvent} autessa-show - The panel is about to open; `from` is `launcher`, `invitation` or `page` (`show()`, `toggle()`). Cancelable.
 * @event {AutessaHideEvent} autessa-hide - The panel is about to close. Cancelable.
 * @event {AutessaStateEvent} autessa-state - `state` or `voiceState` changed.
 * @event {AutessaConversationEvent} autessa-conversation - The server has named the conversation: its id, and whether it was created, revived or replaced.
 * @event {AutessaBeforeSendEvent} autessa-before-send - Something is about to be sent. Cancelable; `input` and `variables` may be replaced, and what of the page goes along (`draft.context`).
 * @event {AutessaMessageEvent} autessa-message - A message is finished: once for each.
 * @event {AutessaToolEvent} autessa-tool - A tool of the agent's was called, or has news. Cancelable where `actions` has one for it.
 * @event {AutessaActionEvent} autessa-action - One of the `actions` is run (`phase` is `running`), or has ended (`done` with `result`, `failed` with `error`), in this tab.
 * @event {AutessaSpeechStartEvent} autessa-speech-start - The person begins to speak.
 * @event {AutessaSpeechEndEvent} autessa-speech-end - They have finished.
 * @event {AutessaInterruptionEvent} autessa-interruption - The person cut the agent short; `heardText` is what they had heard of the reply.
 * @event {AutessaCallEvent} autessa-call - A call has begun (`phase` is `started`), or has ended (`ended`, with `durationMs`), in this tab.
 * @event {AutessaSuggestionEvent} autessa-suggestion - One of the `suggestions` was chosen; `prompt` is what is sent.
 * @event {AutessaLinkEvent} autessa-link - A link of a reply is about to be followed; `href`. Cancelable.
 * @event {AutessaInviteEvent} autessa-invite - Somebody is about to be invited to talk (`phase` is `shown`, cancelable), has accepted (`taken`) or declined (`dismissed`).
 * @event {AutessaHandoffEvent} autessa-handoff - The visitor wants to go on with a person: `reason` (`menu`, `tool`, `failures`), `address`, `conversationId`, `messages`, `transcript`. Cancelable; else `address` is opened.
 * @event {AutessaFeedbackEvent} autessa-feedback - The person judged a reply: `message`, and `value`, which is `up`, `down` or `null`; once more with a `reason` where they say why. Nothing is sent.
 * @event {AutessaRatingEvent} autessa-rating - The person judged a conversation that has ended: `conversationId`, `value` (1 to 5), and `reason` where they say why. Nothing is sent.
 * @event {AutessaServerMessageEvent} autessa-server-message - A message of a kind that the API's document does not describe.
 * @event {AutessaErrorEvent} autessa-error - Something went wrong; `error` is an `AgentError`.
 *
 * @slot launcher-icon - Takes the place of the launcher's icon.
 * @slot header - Takes the place of the heading and the avatar.
 * @slot empty - Takes the place of the greeting while nothing has been said.
 * @slot footer - Below the composer.
 * @slot consent - Takes the place of the consent text, not of its buttons.
 *
 * @csspart launcher - The round button that opens and closes the panel.
 * @csspart invitation - The words beside it that invite to talk, and what closes them.
 * @csspart invitation-text - These words, which open the panel.
 * @csspart invitation-close - What closes them.
 * @csspart badge - How many replies came while the panel was closed.
 * @csspart panel - The whole panel.
 * @csspart header - Its upper bar.
 * @csspart log - The list of messages.
 * @csspart message - Any message.
 * @csspart message-user - A message of the person's.
 * @csspart message-agent - A reply.
 * @csspart tool - A call of one of the agent's tools.
 * @csspart notice - What the widget itself says in the conversation.
 * @csspart composer - Where the person writes.
 * @csspart input - The text box in it.
 * @csspart send - Its button.
 * @csspart stop - Ends the reply that is under way.
 * @csspart voice - Begins to talk.
 * @csspart voice-view - The call above the composer, and why there is none.
 * @csspart mute - Mutes the microphone, or unmutes it.
 * @csspart end-voice - Ends the call.
 * @csspart stop-speaking - Ends a reply that is being said without a call.
 * @csspart talk - Held to talk, where that is how to be heard.
 * @csspart resume-voice - Takes up a call that a reload cut off.
 * @csspart voice-settings-button - Shows the settings of the call.
 * @csspart voice-settings - Microphone, speaker, volume, and how to talk.
 * @csspart status - What the connection is doing.
 * @csspart suggestion - One of the suggestions.
 * @csspart consent - The text that must be accepted first, and its buttons.
 * @csspart decline - Does not accept it, and closes the panel.
 * @csspart error - What went wrong, in words.
 * @csspart retry - Tries again what went wrong.
 * @csspart restart - The menu's entry that begins a new conversation.
 * @csspart menu-button - Opens the menu.
 * @csspart menu - The menu of the conversation.
 * @csspart menu-item - One of its entries.
 * @csspart actions - What can be done with a message, and its time.
 * @csspart action - One of these.
 * @csspart to-end - Leads back to the end of the conversation.
 * @csspart attach - Adds audio to the message.
 * @csspart attachment - Audio that waits to be sent, or is being recorded.
 * @csspart conversations - The list of conversations that were left.
 * @csspart conversation - One of them.
 * @csspart delete-conversation - Deletes it.
 * @csspart judgement - What asks why a reply is bad, or how a conversation was.
 * @csspart star - One of the five that say how it was.
 * @csspart masked - What is hidden of the message that is being written, or was of the one that was sent.
 * @csspart send-as-written - Sends it with that.
 * @csspart handoff - The offer to go on with a person.
 * @csspart hand-over - Accepts it.
 * @csspart decline-handoff - Declines it.
 * @csspart page-context - What of the page goes along with the next message.
 * @csspart context-chip - One piece of it, and what takes it off.
 * @csspart toast - What just happened and how to take it back, or a question.
 *
 * @cssproperty [--autessa-accent=#4f46e5] - The brand colour.
 * @cssproperty [--autessa-on-accent] - What stands on it; black or white by default, whichever can be read better.
 * @cssproperty [--autessa-user-bubble] - The background of the person's own messages; the brand colour by default.
 * @cssproperty [--autessa-on-user-bubble] - What stands on it; black or white by default.
 * @cssproperty [--autessa-bubble-radius=18px] - How round the corners of messages are.
 * @cssproperty [--autessa-header] - The header's background; the panel's by default.
 * @cssproperty [--autessa-on-header] - What stands on it; black or white by default.
 * @cssproperty [--autessa-surface] - The panel's background; white, or near black in the dark.
 * @cssproperty [--autessa-text] - The colour of text on it.
 * @cssproperty [--autessa-radius=16px] - How round the panel's corners are.
 * @cssproperty [--autessa-font=system-ui, sans-serif] - The font family.
 * @cssproperty [--autessa-font-size=15px] - The size of text; what is smaller or larger goes along.
 * @cssproperty [--autessa-density=comfortable] - How much room there is between things: `comfortable` or `compact`.
 * @cssproperty [--autessa-launcher-size=56px] - How high the launcher is, and how wide without words on it.
 * @cssproperty [--autessa-launcher-shadow] - Its shadow.
 * @cssproperty [--autessa-z-index] - How far in front of the page it floats. Where this is not set, it is in the top layer: in front of everything.
 * @cssproperty [--autessa-panel-width=400px] - Width of the floating panel.
 * @cssproperty [--autessa-panel-height=640px] - Height of the floating panel, where the window has room.
 * @cssproperty [--autessa-offset=20px] - Distance from the window's edges.
 */
export abstract class ElementAttributes extends ReactiveHost {
  static override properties: PropertyDeclarations = {
    agentId: { converter: asItIs },
    tokenEndpoint: {},
    apiBase: {},
    variables: { converter: json },
    versionState: {},
    versionNumber: { converter: asItIs },
    context: { converter: asItIs },
    modes: {}, replyMode: {}, voiceSensitivity: {},
    open: { type: Boolean, reflect: true },
    layout: {}, placement: {}, theme: {},
    locale: {},
    heading: {},
    greeting: {},
    placeholder: {},
    launcherLabel: {},
    launcherText: {},
    avatar: {},
    suggestions: { converter: json },
    consent: {},
    persist: {},
    userKey: {},
    assetsBase: {},
    disabledFeatures: {},
    allowedOrigins: {},
    rating: { type: Boolean },
    debug: { type: Boolean },
    invitation: { attribute: 'invite' },
    inviteWhen: {}, inviteEvery: {},
    handoff: {}, handoffTool: {},
    mask: {},
    givenConversation: { attribute: 'conversation-id' },
    tokenProvider: { attribute: false },
    environmentVariables: { attribute: false },
    strings: { attribute: false },
    renderers: { attribute: false },
    actions: { attribute: false },
    unread: { state: true },
  };
  /** The agent's integer id. Required. */
  agentId: string | number | undefined;
  /** URL that hands out a short-lived token. Required, unless `tokenProvider` is set. */
  tokenEndpoint: string | undefined;
  /** Origin and path of the Agent API or of a relay; wins over `apiBase` in the token endpoint's answer. Default: that, else `https://api.autessa.com`. */
  apiBase: string | undefined;
  /** Prompt template variables (`@@{name}@@`); single ones can be given as `var-…` attributes. */
  variables: PromptTemplateVariables = {};
  /** Agent version override: `PUBLISHED`, `DRAFT` or `ARCHIVED`. */
  versionState: string | undefined;
  /** Agent version override: an integer. */
  versionNumber: string | number | undefined;
  /** `text voice`, `text` or `voice`. */
  modes = 'text voice';
  /** How typed messages are answered: `text` or `audio`. */
  replyMode: string | undefined;
  /** How quiet a person may be in a call: `normal`, which leaves out a television next door, or `high`. */
  voiceSensitivity: string | undefined;
  /** Whether the panel is open. */
  open = false;
  /** `floating`, `inline` (fills its box, no launcher) or `page` (fills a box that has a height, else the window). */
  layout = 'floating';
  /** `bottom-end`, `bottom-start`, `top-end` or `top-start`. */
  placement = 'bottom-end';
  /** `auto`, `light` or `dark`. */
  theme = 'auto';
  /** BCP 47 language tag. Default: the nearest `lang`, then the browser's. */
  locale: string | undefined;
  /** The panel's heading, which names it for assistive technology too. */
  heading: string | undefined;
  /** Shown as the agent's first words; never sent. Default: a greeting in the language of the panel; none where it is empty. */
  greeting: string | undefined;
  /** Shown in the empty text box. */
  placeholder: string | undefined;
  /** The launcher's name. */
  launcherLabel: string | undefined;
  /** Words on the launcher, which makes it a pill; they name it where `launcher-label` does not. */
  launcherText: string | undefined;
  /** URL of a picture of the agent. Where there is none, or it cannot be loaded: the first letter of the heading. */
  avatar: string | undefined;
  /** Shown while the conversation is empty: a JSON array of strings, or of `{ label, prompt }`. */
  suggestions: readonly (string | Suggestion)[] = [];
  /** Text that must be accepted before anything is sent, with links, lists and emphasis as Markdown; remembered until it is withdrawn. */
  consent: string | undefined;
  /** What is kept in the browser: `local` (over restarts), `session` (this tab) or `none`. */
  persist: string | undefined;
  /** Partitions what is stored, for sites with signed-in users. */
  userKey: string | undefined;
  /** Folder with the lazily loaded files. Default: the script's own. */
  assetsBase: string | undefined;
  /** Any of `attachments`, `conversations`, `export`, `feedback`, `highlight`, `math`, `restart`, `sounds`. */
  disabledFeatures = '';
  /** Origins, with blanks between, that links and images of new replies may lead to. Default: any. */
  allowedOrigins: string | null | undefined;
  /** Asks, once, how a conversation was that the page has ended (`endConversation()`) or its visitor left by the menu: 1 to 5, and why. */
  rating: boolean | undefined;
  /** Writes states, timings and what goes over the wire into the console, without tokens and keys; what was said is among it. Of a session that has begun before, only states. */
  debug = false;
  /** @internal A few words beside the launcher that invite to talk. */
  invitation: string | undefined;
  /** When `invite` is shown: any of `8s`, `scroll 60%`, `idle 30s` and `exit`, with commas between; the first that comes counts. Default: when `invite()` is called. */
  inviteWhen: string | undefined;
  /** How long somebody who has been invited is not invited again, as in `12h` or `30d`. Default: `7d`. */
  inviteEvery: string | undefined;
  /** Offers to go on with a person: a web address, a mail address or a telephone number, or nothing for the event `autessa-handoff` alone. */
  handoff: string | undefined;
  /** The name of the agent's tool by which it offers that. */
  handoffTool: string | undefined;
  /** What of a message is replaced by a mark before it is sent: any of `card` (numbers of payment cards), `email` and `phone`. */
  mask: string | undefined;
  /** What of the page goes along with messages as prompt template variables: any of `url`, `title` and `selection`, or a function that returns values by name. While the panel is open, where visitors see it and can take it off. */
  context: PageContextSource | undefined;
  /** @internal A conversation to continue, where the site knows it; wins over what is stored. */
  givenConversation: string | undefined;
  /** Hands out tokens, in place of `token-endpoint`. */
  tokenProvider: TokenProvider | undefined;
  /** Used by the server, kept nowhere; never stored, never logged. */
  environmentVariables: EnvironmentVariables = {};
  /** Words that take the place of the panel's own. */
  strings: Partial<Strings> = {};
  /** The page's own views of tools and of fenced blocks. */
  renderers: Renderers = {};
  /** Functions of the page, by the name of the agent's tool that each stands for; one is run once for a call. */
  actions: Actions | undefined;
  /** @internal How many replies came while the panel was closed. */
  unread = 0;
}
