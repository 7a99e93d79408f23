/**
 * How far, in UTF-16 units, marks reach: what is still open after so much text is text. It keeps what has to be read
 * again small, and so what a piece of a long text costs.
 */
export const REACH = 4_096;

/**
 * How many elements a message may be of, in blocks and within their text. What comes after is text as it was written:
 * a browser takes a hundred times as long for an element as for a word, and no answer that means well has so many.
 */
export const MOST_BLOCKS = 4_000;
export const MOST_MARKS = 6_000;
