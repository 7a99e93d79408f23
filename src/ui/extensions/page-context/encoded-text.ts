/** How often what is encoded may be encoded once more, as an address within an address. */
const maximumDepth = 3;

/**
 * Masks a text in which addresses may stand. A part of one that has something to hide when it is decoded is told decoded,
 * and so masked; all else stays as it is.
 *
 * @param mask leaves a text in which there is nothing to hide as it is
 */
export function maskEncoded(text: string, mask: (text: string) => string, depth = maximumDepth): string {
  return mask(text.replace(/[^\s/?#&=;"'<>]+/g, (part) => (/[%+@]/.test(part) ? maskPart(part, mask, depth) : part)));
}

function maskPart(part: string, mask: (text: string) => string, depth: number): string {
  const decoded = decode(part);
  const masked = decoded === part || depth === 0 ? mask(decoded) : maskEncoded(decoded, mask, depth - 1);
  // In a query a plus may stand for a blank; before a number it is its own.
  const spaced = masked.replace(/(?<=\w)\+/g, ' ');
  const maskedSpaced = mask(spaced);
  if (maskedSpaced !== spaced) return maskedSpaced;
  return masked === decoded ? part : masked;
}

/** What is no encoding stays as it is. */
function decode(part: string): string {
  return part.replace(/(?:%[\da-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}
