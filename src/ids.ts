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
  const words =
    text
      .toLowerCase()
      .normalize('NFKD')
      .match(/[a-z0-9]+/g) ?? [];
  let out = '';
  for (const word of words) {
    const next = out === '' ? word : `${out}-${word}`;
    if (next.length > length) return out === '' ? word.slice(0, length) : out;
    out = next;
  }
  return out;
}

/**
 * ISO time (UTC) of milliseconds since the epoch, for years 0 to 9999. Arithmetic only: the pure folders
 * have no `Date`, so that nothing in them can read a clock by accident.
 */
export function isoTime(milliseconds: number): string {
  const days = Math.floor(milliseconds / 86_400_000);
  const rest = Math.floor(milliseconds - days * 86_400_000);
  const { year, month, day } = civilDate(days);
  const time = [rest / 3_600_000, (rest / 60_000) % 60, (rest / 1000) % 60].map((part) => digits(part, 2)).join(':');
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}T${time}.${digits(rest % 1000, 3)}Z`;
}

/** Gregorian date of a day number: eras of 400 years begin on 1 March, so that the leap day comes last. */
function civilDate(daysSinceEpoch: number): { year: number; month: number; day: number } {
  const days = daysSinceEpoch + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}

function digits(number: number, length: number): string {
  return String(Math.floor(number)).padStart(length, '0');
}

/** Milliseconds since the epoch of an ISO time with its zone (`2026-11-21T09:30:00Z`, `...+02:00`); null for other texts. */
export function timeOf(iso: string): number | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?(?:Z|([+-])(\d\d):?(\d\d))$/i.exec(iso.trim());
  if (!parts) return null;
  const number = (at: number): number => Number(parts[at] ?? 0);
  const offset = (number(9) * 60 + number(10)) * (parts[8] === '-' ? -60_000 : 60_000);
  const time = number(4) * 3_600_000 + number(5) * 60_000 + number(6) * 1000 + Number((parts[7] ?? '').padEnd(3, '0'));
  return dayNumber(number(1), number(2), number(3)) * 86_400_000 + time - offset;
}

/** Days since the epoch of a Gregorian date; the inverse of `civilDate`. */
function dayNumber(year: number, month: number, day: number): number {
  const shiftedYear = month > 2 ? year : year - 1;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}
