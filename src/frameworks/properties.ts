import type { AutessaAgentElement } from '../ui/element.js';

/** Whatever of the element can be set, for frameworks that set properties. */
export type AutessaAgentProperties = Settable<
  | 'agentId' | 'tokenEndpoint' | 'apiBase' | 'variables' | 'versionState' | 'versionNumber' | 'modes' | 'replyMode' | 'voiceSensitivity'
  | 'open' | 'layout' | 'placement' | 'theme' | 'locale' | 'heading' | 'greeting' | 'placeholder' | 'launcherLabel'
  | 'launcherText' | 'avatar' | 'suggestions' | 'consent' | 'rating' | 'conversationId' | 'persist' | 'userKey' | 'assetsBase'
  | 'disabledFeatures' | 'allowedOrigins' | 'debug'
  | 'inviteWhen' | 'inviteEvery' | 'handoff' | 'handoffTool' | 'mask' | 'context'
> &
  Settable<WithoutAttribute> & {
    /** What is read of it is the method of that name. */
    invite?: string | undefined;
  };

type WithoutAttribute = 'tokenProvider' | 'environmentVariables' | 'strings' | 'renderers' | 'actions' | 'session';

type Settable<Name extends keyof AutessaAgentElement> = { [Key in Name]?: AutessaAgentElement[Key] | undefined };

/** `agentId` is `agent-id`. */
type Kebab<Text extends string> = Text extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Kebab<Rest>}`
  : Text;

/** Its attributes, as HTML spells them; JSON ones take the value itself where a framework sets the property. */
export type AutessaAgentAttributes = {
  [Name in Exclude<keyof AutessaAgentProperties, WithoutAttribute> as Kebab<Name>]?:
    | AutessaAgentProperties[Name]
    | (Name extends 'open' | 'debug' ? never : string);
} & { [Name in `var-${string}`]?: string };

/** A handler for each event, under the event's name with something before it. */
export type Handlers<Events, Before extends string> = {
  [Type in keyof Events & string as `${Before}${Type}`]?: (event: Events[Type]) => void;
};
