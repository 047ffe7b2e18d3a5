/**
 * How long lexing and parsing take, in milliseconds per KB, warm: `node benchmarks/run.mjs language`.
 *
 * The floor is one pass of a regular expression over the same text, measured in the same run.
 */

import { check } from '../src/language/check.ts';
import { Lexer } from '../src/language/lexer/lexer.ts';
import { parse } from '../src/language/parser/parse.ts';
import { Source } from '../src/language/source.ts';

const sizes = [10, 100, 1000];
const unit = 1024;

const sample = `# Step NUMBER
agent workerNUMBER:
  model: sonnet
  prompt: "You do one step of work, and you do it well."

block processNUMBER(item):
  for step in ["fetch", "transform", "store"]:
    session "Do step {step} of {item}": 
      prompt: """Do it now,
      over {item}."""
  return item

let itemsNUMBER = ["alpha", "beta", "gamma"]
parallel for entryNUMBER in itemsNUMBER (concurrency: 3, on-fail: continue):
  do processNUMBER(entryNUMBER)
if itemsNUMBER[0] == "alpha" and **the work is done**:
  session: workerNUMBER
    context: { itemsNUMBER }
    retry: 2
else:
  let resultNUMBER = itemsNUMBER | filter: item != "beta" | map: "{item}!"
`;

function programOf(bytes: number): string {
  const parts: string[] = [];
  let length = 0;
  for (let number = 0; length < bytes; number += 1) {
    const part = sample.replaceAll('NUMBER', String(number));
    parts.push(part);
    length += part.length;
  }
  return parts.join('');
}

function lexAll(source: Source): void {
  const lexer = new Lexer(source, () => undefined);
  do lexer.lex();
  while (lexer.tokens.kindAt(lexer.tokens.length - 1) !== 'end');
}

function floor(source: Source): void {
  for (const match of source.text.matchAll(/[A-Za-z_]+|[0-9]+|"[^"]*"|[^\s]|\s+/g)) if (match.index < 0) throw new Error('unreachable');
}

/** The median of several runs, in milliseconds per KB. */
function measure(run: (source: Source) => void, text: string): number {
  const times: number[] = [];
  const runs = Math.max(5, Math.min(60, Math.floor(3_000_000 / text.length)));
  for (let count = 0; count < runs; count += 1) {
    const source = new Source('benchmark.prose', text);
    const start = performance.now();
    run(source);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return ((times[Math.floor(times.length / 2)] ?? 0) / text.length) * unit;
}

const phases: readonly (readonly [string, (source: Source) => void])[] = [
  ['floor', floor],
  ['lex', lexAll],
  ['lex+parse', parse],
  ['lex+parse+check', check],
];

for (const [, run] of phases) measure(run, programOf(50 * unit));
for (const size of sizes) {
  const text = programOf(size * unit);
  const results = phases.map(([name, run]) => [name, measure(run, text)] as const);
  const base = results[0]?.[1] ?? 1;
  const columns = results.map(([name, time]) => `${name} ${time.toFixed(4)} ms/KB (${(time / base).toFixed(1)}x)`);
  console.log(`${String(size).padStart(5)} KB  ${columns.join('   ')}`);
}
