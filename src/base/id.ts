/** An id that no other page has: 80 random bits, as letters and digits. Works on insecure pages too. */
export function createId(): string {
  let id = '';
  for (const word of crypto.getRandomValues(new Uint16Array(5))) id += word.toString(36).padStart(4, '0');
  return id;
}
