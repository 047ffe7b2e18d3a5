/**
 * Errors that nobody caught: reported as our bug, exit code 70.
 *
 * 1. What was started is stopped first, as far as it can be within `PATIENCE` milliseconds: a bug here must not leave
 *    agents at work that nobody watches.
 */
import { reportFailure } from './report.ts';

const PATIENCE = 15_000;

let stopWork: () => Promise<void> = () => Promise.resolve();

/** What is done before the process ends because of a bug; replaces what was said before. */
export function beforeDyingOfABug(stop: () => Promise<void>): void {
  stopWork = stop;
}

/** Stops the work that is under way, in bounded time; what fails on the way was reported already or is lost with us. */
export async function stopWorkUnderWay(): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
  });
  await Promise.race([stopWork().catch(() => {}), patience]);
  clearTimeout(timer);
}

export function watchForBugs(): void {
  let dying = false;
  const die = async (error: unknown): Promise<void> => {
    if (dying) return; // one bug often brings others
    dying = true;
    const code = reportFailure(error instanceof Error ? error : new Error(String(error)));
    await stopWorkUnderWay();
    process.exit(code);
  };
  process.on('uncaughtException', (error) => void die(error));
  process.on('unhandledRejection', (reason) => void die(reason));
}
