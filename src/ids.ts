/**
 * Identity as text: hashes, slugs and path segments (semantics 3.1). Pure; no randomness.
 */

/**
 * A 53-bit hash of text, stable over versions and platforms, as 10 hex digits (its low 40 bits).
 * Not cryptographic: it names statements, it does not protect them.
 */
export function hash10(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (b & 0xff).toString(16).padStart(2, '0') + (a >>> 0).toString(16).padStart(8, '0');
}

/** Lower-case words joined by `-`, at most `length` characters, cut at a word where possible. */
export function slug(text: string, length = 24): string {
  const words = text.toLowerCase().normalize('NFKD').match(/[a-z0-9]+/g) ?? [];
  let out = '';
  for (const word of words) {
    const next = out === '' ? word : `${out}-${word}`;
    if (next.length > length) return out === '' ? word.slice(0, length) : out;
    out = next;
  }
  return out;
}

/** ISO time of milliseconds since the epoch. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
