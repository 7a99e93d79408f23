import { parseJson } from '../base/json.js';

/* What becomes of an attribute's text. */

/** JSON where it is JSON; else the text as it is, which is then reported as a wrong value. */
export const json = (value: string | null): unknown => (value === null ? undefined : (parseJson(value) ?? value));

/** A number or a function as well as a text, which are all taken as they are. */
export const asItIs = (value: string | null): unknown => value;
