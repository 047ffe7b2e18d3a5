/** Values as text: in interpolation, prompts and context (semantics 1.5, 1.10). */
import { isCancelled, isErrorValue, type Value } from '../../values.ts';
import { compactJson } from './json.ts';

/** UTF-8 bytes of one value that an interpolation brings into a text for an agent. */
export const INTERPOLATION_BYTES = 64 * 1024;

/** Never an empty string for null, an error value or a cancelled one. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return '[none]';
  if (typeof value !== 'object') return String(value);
  if (isErrorValue(value)) return `[failed: ${value.failure.message}]`;
  return isCancelled(value) ? '[cancelled]' : compactJson(value);
}

export function fitsInBytes(text: string, bytes: number): boolean {
  return bytesEnd(text, bytes) === text.length;
}

/**
 * The first `INTERPOLATION_BYTES` of a text, then a line that says where the rest is.
 *
 * @param file holds the whole text; null when the agent has no file of it
 */
export function cutForInterpolation(text: string, file: string | null): string {
  const end = bytesEnd(text, INTERPOLATION_BYTES);
  if (end === text.length) return text;
  return `${text.slice(0, end)}\n${file === null ? '[the rest is left out]' : `[continues in ${file}]`}`;
}

/** The offset up to which a text fits in so many UTF-8 bytes; never between the halves of a character. */
function bytesEnd(text: string, bytes: number): number {
  if (text.length * 3 <= bytes) return text.length;
  let left = bytes;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const pair = isHighSurrogate(code) && isLowSurrogate(text.charCodeAt(at + 1));
    left -= pair ? 4 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    if (left < 0) return at;
    if (pair) at++;
  }
  return text.length;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
