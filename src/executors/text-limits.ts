/**
 * Cutting text by its size in UTF-8 without breaking a character.
 */

/** What is shown of a value that is too long to be shown whole, in bytes. */
export const INLINE_BYTES = 4 * 1024;

export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** The longest prefix of at most `limit` bytes that ends between characters. */
export function cutToBytes(text: string, limit: number): string {
  if (text.length * 3 <= limit || byteLength(text) <= limit) return text;
  const bytes = Buffer.from(text.slice(0, limit), 'utf8').subarray(0, limit);
  return bytes.subarray(0, completeLength(bytes)).toString('utf8');
}

/** How many leading bytes form whole characters; what follows is the beginning of one that was cut. */
export function completeLength(bytes: Uint8Array): number {
  // A character has at most four bytes, so its lead byte is among the last four.
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return sequenceLength(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

/** The first line, itself cut when it alone is too long to be shown. */
export function firstLine(text: string): string {
  const end = text.search(/\r?\n/);
  const line = end < 0 ? text : text.slice(0, end);
  const shown = cutToBytes(line, INLINE_BYTES);
  return shown.length < line.length ? `${shown}…` : line;
}
