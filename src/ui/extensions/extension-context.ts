import type { WidgetElement } from '../widget-element.js';
import type { AllWords } from './offer/all-words.js';
import type { Offer, OfferOptions } from './offer/offer.js';

/** What an extension is given. */
export interface ExtensionContext {
  readonly element: WidgetElement;
  /** Ends with the element's stay on the page. */
  readonly signal: AbortSignal;
  /** To be loaded before they are used. */
  readonly words: AllWords;
  /** Makes a line above the composer. */
  readonly createOffer: (options: OfferOptions) => Offer;
}
