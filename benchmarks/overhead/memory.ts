/** How much memory a run holds per session while 10,000 of them are pending. */
import type { AgentReply } from '../../src/ports.ts';
import { checked, createRun } from './subjects.ts';

export interface MemoryFigure {
  readonly name: string;
  /** Bytes of heap per item. */
  readonly bytes: number;
  readonly allowed: number | null;
}

const sessions = 10_000;
const allowedPerItem = 3072;
/** Turns of the event loop without news, after which a run has come to rest. */
const quietTurns = 50;

export async function measureMemory(): Promise<readonly MemoryFigure[]> {
  return [
    { name: `${sessions} items, 16 at once, the others waiting`, bytes: await bytesPerItem('', 16), allowed: allowedPerItem },
    { name: `${sessions} items, all begun as actors, 16 at once`, bytes: await bytesPerItem(` (concurrency: ${sessions})`, 16), allowed: null },
  ];
}

async function bytesPerItem(modifiers: string, limit: number): Promise<number> {
  const program = checked(`input items: "items"\nparallel for x in items${modifiers}:\n  session "work on {x}"\n`);
  const items = Array.from({ length: sessions }, (_, index) => `item ${index}`);
  const replies: ((reply: AgentReply) => void)[] = [];
  let news = 0;
  await settle();
  const before = heapInUse();
  const run = createRun(program, { items }, limit, { execute: () => new Promise((resolve) => replies.push(resolve)) });
  run.events$.subscribe(() => news++);
  run.start();
  for (let quiet = 0, last = -1; quiet < quietTurns; quiet = news === last ? quiet + 1 : 0) {
    last = news;
    await nextTurn();
  }
  if (replies.length !== limit) throw new Error(`${replies.length} sessions run, not ${limit}`);
  await settle();
  const bytes = (heapInUse() - before) / sessions;
  void run.interrupt();
  for (const reply of replies) reply({ ok: true, text: 'done' });
  await run.done;
  return bytes;
}

async function settle(): Promise<void> {
  for (let count = 0; count < 3; count++) {
    await nextTurn();
    globalThis.gc?.();
  }
}

function heapInUse(): number {
  if (!globalThis.gc) throw new Error('run with --expose-gc');
  return process.memoryUsage().heapUsed;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
