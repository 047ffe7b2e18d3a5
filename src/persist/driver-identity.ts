/**
 * Which process drives a run, and whether it still lives.
 *
 * A process id alone may have been given to another process since; its start time tells them apart
 * where the system shows it (Linux).
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface DriverIdentity {
  readonly pid: number;
  /** Clock ticks since boot, as the system writes them; null where it does not. */
  readonly startTime: string | null;
  readonly host: string;
}

export function thisDriver(): DriverIdentity {
  return { pid: process.pid, startTime: look(process.pid)?.startTime ?? null, host: hostname() };
}

/** A driver on another host counts as alive: it cannot be seen from here. */
export function driverLives(driver: DriverIdentity): boolean {
  if (driver.host !== hostname()) return true;
  if (!processExists(driver.pid)) return false;
  const seen = look(driver.pid);
  if (seen === null) return true;
  return !seen.ended && (driver.startTime === null || seen.startTime === driver.startTime);
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What the system shows of a process; null where it shows nothing. `ended`: dead, but not yet reaped by its parent. */
function look(pid: number): { readonly startTime: string; readonly ended: boolean } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name (field 2) may hold spaces and parentheses; the state is field 3, the start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTime = fields[19];
    return startTime === undefined ? null : { startTime, ended: fields[0] === 'Z' || fields[0] === 'X' };
  } catch {
    return null;
  }
}
