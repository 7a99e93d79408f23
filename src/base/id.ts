/** An id that no other page has: 80 random bits, as letters and digits. Works on insecure pages too. */
export function createId(): string {
  const words = crypto.getRandomValues(new Uint16Array(5));
  return [...words].map((word) => word.toString(36).padStart(4, '0')).join('');
}
