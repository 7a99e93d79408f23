import type { WidgetElement } from '../widget-element.js';
import type { Attributes } from '../dom.js';
import type { ExtensionStrings } from './extension-strings.js';
import type { ComposerLine } from './offer/composer-line.js';
import type { Offer, OfferOptions } from './offer/offer.js';

/** What an extension is given. */
export interface ExtensionContext {
  readonly element: WidgetElement;
  /** Ends with the element's stay on the page. */
  readonly signal: AbortSignal;
  /** To be loaded before they are used. */
  readonly strings: ExtensionStrings;
  /** Makes a box above the composer. */
  readonly createLine: (attributes: Attributes, styles: string) => ComposerLine;
  /** Makes a line above the composer. */
  readonly createOffer: (options: OfferOptions) => Offer;
}
