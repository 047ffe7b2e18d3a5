/**
 * What `run.json` holds, and the check that a file holds it.
 *
 * Owns: the record's shape and version. Does not own: the document inside, which the runtime makes;
 * here it is checked as far as lists of runs and refusals need it.
 */

/** As much of a run document as storage looks at. */
export interface StoredDocument {
  readonly format: 1;
  readonly id: string;
  readonly status: string;
  readonly program: string;
  /** ISO time. */
  readonly startedAt: string;
  readonly endedAt: string | null;
}

export interface RunRecord<Document extends StoredDocument> {
  readonly format: 1;
  readonly id: string;
  /** 128 random bits in hex: marks the run's processes; secret, the file has mode 0600. */
  readonly key: string;
  readonly status: Document['status'];
  readonly program: StoredProgram;
  /** Imported program, as its loader names it -> copy inside the run's folder. */
  readonly imports: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Absolute: where agents work. */
  readonly cwd: string;
  readonly driver: { readonly pid: number; readonly startTime: string | null; readonly host: string };
  readonly document: Document;
}

export interface StoredProgram {
  readonly name: string;
  /** Absolute; null for a program from standard input. */
  readonly file: string | null;
  /** `sha256:` and hex digits of the source text. */
  readonly digest: string;
}

/** The first thing that keeps `value` from being a record of run `id`; null when nothing does. */
export function problemOf(value: unknown, id: string): string | null {
  if (!isPlainObject(value)) return 'it holds no JSON object';
  if (typeof value.format === 'number' && value.format > 1) return `it has format ${value.format}, which a newer version of Troupe wrote`;
  if (value.format !== 1) return 'it has no "format": 1';
  if (value.id !== id) return `it is of another run: "id" is ${JSON.stringify(value.id)}`;
  return problemOfMembers(value, recordMembers, '') ?? problemOfDocument(value.document, id);
}

function problemOfDocument(document: unknown, id: string): string | null {
  if (!isPlainObject(document)) return '"document" is missing or no object';
  if (document.id !== id) return '"document.id" is of another run';
  return problemOfMembers(document, documentMembers, 'document.');
}

type Check = readonly [name: string, expected: string, holds: (value: unknown) => boolean];

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';

const recordMembers: readonly Check[] = [
  ['key', 'text', isText],
  ['status', 'text', isText],
  ['program', 'an object with name, file and digest', isStoredProgram],
  ['imports', 'an object', isPlainObject],
  ['inputs', 'an object', isPlainObject],
  ['cwd', 'text', isText],
  ['driver', 'an object with pid and host', isDriver],
];

const documentMembers: readonly Check[] = [
  ['status', 'text', isText],
  ['program', 'text', isText],
  ['startedAt', 'a time', (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value))],
  ['endedAt', 'a time or null', isTextOrNull],
  ['outputs', 'an object', isPlainObject],
  ...['sessions', 'joins', 'tolerated', 'pausedOn', 'unkilled'].map((name): Check => [name, 'a list', Array.isArray]),
];

function problemOfMembers(value: Readonly<Record<string, unknown>>, checks: readonly Check[], prefix: string): string | null {
  const failed = checks.find(([name, , holds]) => !holds(value[name]));
  return failed === undefined ? null : `"${prefix}${failed[0]}" is missing or not ${failed[1]}`;
}

function isStoredProgram(value: unknown): boolean {
  return isPlainObject(value) && isText(value.name) && isTextOrNull(value.file) && isText(value.digest);
}

function isDriver(value: unknown): boolean {
  return isPlainObject(value) && Number.isInteger(value.pid) && isText(value.host) && isTextOrNull(value.startTime);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
