import type { AddressPolicy } from '../../markdown/addresses.js';
import type { Renderers } from '../../renderers.js';
import type { Strings } from '../../strings/strings.js';

/** The element: the page's nodes become its children. */
export type ViewHost = HTMLElement & { readonly renderers?: Renderers | null | undefined; readonly disabledFeatures?: string | null | undefined };

/** What views need from around them. */
export interface ViewContext {
  readonly strings: () => Strings;
  readonly addresses: () => AddressPolicy;
  /** Sends what somebody has chosen. */
  readonly send: (text: string) => void;
}
