/**
 * A lock between processes, held for as long as its owner lives: numbered files beside each other.
 *
 * Owns: who holds it, and taking it over from a dead owner. Does not own: waiting for it.
 *
 * 1. The file with the highest number is the lock: it names its owner, or says that the lock is free. Files are made
 *    and replaced whole; a file never names another owner than the one that made it.
 * 2. Taking the lock is making the next number, which only one process can, and only when that is the highest. The
 *    highest is never removed, so numbers only grow: who was slow and makes an old number sees a higher one, and what
 *    it removes then is nobody's lock.
 * 3. An owner on another host cannot be looked at and counts as alive.
 * 4. What stays behind is one small hidden file that says that the lock is free.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DriverIdentity, driverLives, thisDriver } from './driver-identity.ts';

/** Releases the lock. */
export type Release = () => void;

const prefix = '.lock-';

/**
 * Takes the lock of a folder if nobody alive has it.
 *
 * @param folder absolute; made when missing
 * @returns null while somebody else has it
 */
export function tryLock(folder: string): Release | null {
  mkdirSync(folder, { recursive: true });
  const newest = numbersIn(folder).at(-1) ?? 0;
  if (newest > 0 && isHeld(fileOf(folder, newest))) return null;
  const own = fileOf(folder, newest + 1);
  if (!make(own)) return null;
  const numbers = numbersIn(folder);
  if (numbers.at(-1) !== newest + 1) {
    rmSync(own, { force: true });
    return null;
  }
  for (const older of numbers.slice(0, -1)) rmSync(fileOf(folder, older), { force: true });
  return () => replace(own);
}

function fileOf(folder: string, number: number): string {
  return join(folder, `${prefix}${number}`);
}

/** In ascending order. */
function numbersIn(folder: string): readonly number[] {
  const numbers = readdirSync(folder).flatMap((file) => (file.startsWith(prefix) ? (/^\d+$/.exec(file.slice(prefix.length))?.[0] ?? []) : []));
  return numbers.map(Number).sort((a, b) => a - b);
}

/** One that says nothing is what a crash of the machine leaves; one that is gone was not the newest any more. */
function isHeld(file: string): boolean {
  try {
    const owner: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isIdentity(owner) && driverLives(owner);
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function isIdentity(value: unknown): value is DriverIdentity {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTime, host } = value as Readonly<Record<string, unknown>>;
  return Number.isInteger(pid) && typeof host === 'string' && (startTime === null || typeof startTime === 'string');
}

/** False when the file exists already. */
function make(file: string): boolean {
  const draft = writeDraft(file, thisDriver());
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** By rename: whoever looks sees the owner or that the lock is free. */
function replace(file: string): void {
  renameSync(writeDraft(file, { free: true }), file);
}

function writeDraft(file: string, content: unknown): string {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  writeFileSync(draft, JSON.stringify(content));
  return draft;
}
