/** A style sheet's text; the tag tells the build to make it small. */
export const css = String.raw;
