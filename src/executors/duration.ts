/**
 * Durations as people write and read them (language.md 1): `500ms`, `30s`, `5m`, `2h`, or a number of seconds.
 */
const unitMilliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
type Unit = keyof typeof unitMilliseconds;

/** Milliseconds of a duration; null for anything else, negative numbers included. */
export function parseDuration(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value * 1000 : null;
  if (typeof value !== 'string') return null;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(value.trim());
  if (match === null) return null;
  // The pattern admits only these units; a bare number counts seconds.
  return Number(match[1]) * unitMilliseconds[(match[2] ?? 's') as Unit];
}

/** The shortest exact form: `500ms`, `3.5s`, `5m`, `2h`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds}ms`;
  if (milliseconds % unitMilliseconds.h === 0) return `${milliseconds / unitMilliseconds.h}h`;
  if (milliseconds % unitMilliseconds.m === 0) return `${milliseconds / unitMilliseconds.m}m`;
  return `${milliseconds / 1000}s`;
}
