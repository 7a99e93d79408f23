import type { SessionPorts } from '../../session/options.js';
import type { MenuItem } from '../panel/conversation-tools/menu.js';

/** Something that few pages want, and that one switches on by an attribute. It lives as long as its element is on the page. */
export interface Extension {
  /** Attributes, the session, or whether the panel is open have changed; the attribute may be gone. */
  update?(): void;
  /** Its entry in the menu, where it has one now. */
  menuItem?(): MenuItem | undefined;
  /** A text as it would be sent. */
  masked?(text: string): string;
  /** For a session whose traffic it reads. */
  readonly ports?: Partial<SessionPorts>;
}

/** The properties of an element that each switch an extension on. */
const switches = ['context', 'debug', 'handoff', 'mask'] as const;
export type ExtensionName = (typeof switches)[number];

/** Which extensions an element has switched on. */
export function switchedOn(element: Readonly<Record<ExtensionName, unknown>>): readonly ExtensionName[] {
  return switches.filter((name) => (element[name] ?? false) !== false);
}

/** Whether a session waits for an extension before it sends anything. Nothing that is sent depends on whether a person can take over. */
export function isAwaited(name: ExtensionName): boolean {
  return name !== 'handoff';
}

/** Those of an element that are there by now. */
export interface ElementExtensions {
  /** For a session that is made. */
  readonly ports: Partial<SessionPorts>;
  /** Makes of a text what would be sent. Nothing before a mask is there. */
  readonly masked: ((text: string) => string) | undefined;
  /** Entries for the menu. */
  readonly menuItems: readonly MenuItem[];
  /** Settles when what sending depends on is there. Where one cannot be loaded, all goes on without; rejects where that is the mask. */
  follow(): Promise<void>;
}

/** Whether something is to be hidden, and the code that hides it is not there: nothing can be sent or kept. */
export function isMaskMissing({ mask, extensions }: { readonly mask: string | undefined; readonly extensions?: ElementExtensions | undefined }): boolean {
  return mask != null && !extensions?.masked;
}
