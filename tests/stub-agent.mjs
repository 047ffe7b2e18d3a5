#!/usr/bin/env node
/**
 * A stand-in for an agent command, used by black-box tests (plain Node, no dependencies).
 *
 * It reads its prompt on stdin (or from `--arg TEXT`, `--file PATH`, or the environment variable
 * STUB_PROMPT) and does what the tokens in it say. Only what comes before the context, results and
 * memory parts is searched, so that an earlier answer in the context cannot steer it.
 *
 * Behaviour, several joined by commas are done in order:
 *   BEHAVIOR=ok            answers (the default)
 *   BEHAVIOR=echo          answers with the prompt itself
 *   BEHAVIOR=hang          never ends
 *   BEHAVIOR=crash         writes "Error: stub crashed" to stderr and exits with 1
 *   BEHAVIOR=dirty         answers with something that is no JSON, exit 0
 *   BEHAVIOR=empty         answers nothing, exit 0
 *   BEHAVIOR=slow:MS       waits, then goes on
 *   BEHAVIOR=ignoreterm    ignores SIGTERM and never ends
 *   BEHAVIOR=termok        ends with exit 0 and an answer when it gets SIGTERM, never before
 *   BEHAVIOR=fork          starts a process in its own session that outlives it, then goes on
 *   BEHAVIOR=pipe          as fork, and that process keeps stdout and stderr open
 *   BEHAVIOR=big:MB        answers MB mebibytes
 *   BEHAVIOR=flaky:K       crashes in its first K attempts;  flaky:P% crashes in P % of (path, attempt)
 *   BEHAVIOR=exit:N        exits with code N after answering
 *   BEHAVIOR=signal:NAME   ends itself by that signal
 *   BEHAVIOR=count         answers the number of starts in the log up to its own
 *   BEHAVIOR=argv | env | cwd   answers with these as JSON
 *   SAY<<text>>            the answer
 *   SEQ<<a|b|c>>           the answer by order of arrival among the starts with this token; the last repeats
 *   STDERR<<text>>         written to stderr first
 *   REMEMBER<<text>>       written to the memory file ($TROUPE_MEMORY)
 *   RENDEZVOUS=NAME:N      waits until N agents with that name are in flight (files in $STUB_DIR)
 * A judge without SAY or SEQ answers true, or the first option. `--json` wraps the answer in
 * {"result": ...}; `--result` writes it to $TROUPE_RESULT instead of stdout.
 *
 * Log ($STUB_LOG, JSON lines): {"event":"start"|"end"|"signal"|"fork","path","attempt","pid","t",
 * "label","kind","agent","model","prompt"}; `end` has "outcome"; `t` is milliseconds since the epoch.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const environment = process.env;
const path = environment.TROUPE_PATH ?? '';
const attempt = Number(environment.TROUPE_ATTEMPT ?? '1');
const kind = environment.TROUPE_KIND ?? 'session';
const flags = process.argv.slice(2);

// The process that `fork` leaves behind: alive until it is killed.
if (flags[0] === '--orphan') {
  log('fork');
  setInterval(() => {}, 1000);
} else {
  await main();
}

async function main() {
  const prompt = await readPrompt();
  const task = prompt.split(/^--- (?:context|results so far|memory) ---$/m)[0];
  log('start', { prompt: task.slice(0, 2000) });
  await meet(task);
  const notes = between(task, 'STDERR');
  if (notes !== null) process.stderr.write(`${notes}\n`);
  const memory = between(task, 'REMEMBER');
  if (memory !== null && environment.TROUPE_MEMORY) writeFileSync(environment.TROUPE_MEMORY, memory);
  const behaviors = /BEHAVIOR=([\w:%,.-]+)/
    .exec(task)?.[1]
    .replace(/[.,]+$/, '')
    .split(',') ?? ['ok'];
  let text = answerOf(task, prompt);
  let exitCode = 0;
  for (const behavior of behaviors) {
    const [name, value = ''] = behavior.split(':');
    switch (name) {
      case 'ok':
        break;
      case 'echo':
        text = prompt;
        break;
      case 'hang':
        await forever();
        break;
      case 'crash':
        return await crash();
      case 'dirty':
        text = '<<<this is { no JSON: at all';
        break;
      case 'empty':
        text = '';
        break;
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, Number(value)));
        break;
      case 'ignoreterm':
        process.on('SIGTERM', () => log('signal', { signal: 'SIGTERM' }));
        await forever();
        break;
      case 'termok':
        await new Promise((resolve) => {
          const alive = setInterval(() => {}, 1000);
          process.on('SIGTERM', () => {
            clearInterval(alive);
            resolve(undefined);
          });
        });
        break;
      case 'fork':
        await leaveOrphan('ignore');
        break;
      case 'pipe':
        await leaveOrphan('inherit');
        break;
      case 'big':
        text = 'x'.repeat(Math.round(Number(value) * 1024 * 1024));
        break;
      case 'flaky':
        if (isUnlucky(value)) return await crash();
        break;
      case 'exit':
        exitCode = Number(value);
        break;
      case 'signal':
        process.kill(process.pid, value);
        await forever();
        break;
      case 'count':
        text = String(arrival(() => true));
        break;
      case 'argv':
        text = JSON.stringify(flags);
        break;
      case 'env':
        text = JSON.stringify(environment);
        break;
      case 'cwd':
        text = JSON.stringify(process.cwd());
        break;
      default:
        process.stderr.write(`stub-agent: unknown behavior ${behavior}\n`);
        await end('unknown', 64);
        return;
    }
  }
  await answer(text);
  await end('ok', exitCode);
}

async function readPrompt() {
  const arg = flags.indexOf('--arg');
  if (arg >= 0) return flags[arg + 1] ?? '';
  const file = flags.indexOf('--file');
  if (file >= 0) return readFileSync(flags[file + 1], 'utf8');
  if (environment.STUB_PROMPT !== undefined) return environment.STUB_PROMPT;
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function answerOf(task, prompt) {
  const said = between(task, 'SAY');
  if (said !== null) return said;
  const sequence = between(task, 'SEQ');
  if (sequence !== null) {
    const answers = sequence.split('|');
    const place = arrival((line) => String(line.prompt).includes(`SEQ<<${sequence}>>`));
    return answers[Math.min(place, answers.length) - 1];
  }
  if (kind !== 'judge') return `ok ${environment.TROUPE_LABEL ?? ''}`.trim();
  return JSON.stringify({ answer: firstOption(prompt), reason: 'the stub says so' });
}

/** The first answer that the closing line of a judge's prompt allows. */
function firstOption(prompt) {
  const options = /answer is one of: (.*)$/m.exec(prompt.trimEnd().split('\n').at(-1) ?? '')?.[1] ?? 'true';
  const quoted = /^"(?:[^"\\]|\\.)*"/.exec(options);
  if (quoted !== null) return JSON.parse(quoted[0]);
  const first = options.split(',')[0].replace(/\.$/, '').trim();
  return first === 'true' ? true : first === 'false' ? false : first;
}

function between(task, word) {
  return new RegExp(`\\b${word}<<([\\s\\S]*?)>>`).exec(task)?.[1] ?? null;
}

/** The place of this process's own start among those that `counts` accepts, from 1. */
function arrival(counts) {
  const log = environment.STUB_LOG;
  if (log === undefined) return 1;
  let place = 0;
  for (const text of readFileSync(log, 'utf8').split('\n')) {
    if (text === '') continue;
    const line = JSON.parse(text);
    if (line.event !== 'start' || !counts(line)) continue;
    place += 1;
    if (line.pid === process.pid && line.path === path && line.attempt === attempt) return place;
  }
  return Math.max(place, 1);
}

function isUnlucky(value) {
  if (!value.endsWith('%')) return attempt <= Number(value);
  let hash = 2166136261;
  for (const character of `${environment.STUB_SEED ?? ''} ${path} ${attempt}`) hash = Math.imul(hash ^ character.codePointAt(0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  return ((hash ^ (hash >>> 13)) >>> 0) % 10000 < Number(value.slice(0, -1)) * 100;
}

/** Waits until N processes with this name have arrived and live; open once, it stays open. */
async function meet(task) {
  const found = /RENDEZVOUS=([\w.-]+):(\d+)/.exec(task);
  if (found === null || environment.STUB_DIR === undefined) return;
  const folder = join(environment.STUB_DIR, `rendezvous-${found[1]}`);
  const wanted = Number(found[2]);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, String(process.pid)), path);
  const open = join(folder, 'open');
  const deadline = Date.now() + Number(environment.STUB_RENDEZVOUS_LIMIT ?? '30000');
  while (!existsSync(open)) {
    const present = readdirSync(folder).filter((name) => /^\d+$/.test(name) && isAlive(Number(name)));
    if (present.length >= wanted) writeFileSync(open, '');
    else if (Date.now() > deadline) {
      process.stderr.write(`stub-agent: rendezvous ${found[1]}: only ${present.length} of ${wanted} arrived\n`);
      return await end('rendezvous missed', 65);
    } else await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A process two forks away, in its own session: neither our group nor our parent id leads to it. */
async function leaveOrphan(stdio) {
  const launch = `
    const { spawn } = require('node:child_process');
    spawn(process.execPath, ${JSON.stringify([process.argv[1], '--orphan'])}, { detached: true, stdio: ['ignore', '${stdio}', '${stdio}'] }).unref();`;
  const middle = spawn(process.execPath, ['-e', launch], { stdio: ['ignore', stdio, stdio] });
  await new Promise((resolve) => middle.on('exit', resolve));
}

async function crash() {
  process.stderr.write('Error: stub crashed\n');
  await end('crash', 1);
}

async function answer(text) {
  const output = flags.includes('--json') ? JSON.stringify({ result: text, usage: { inputTokens: 100, outputTokens: 12 } }) : text;
  if (flags.includes('--result')) writeFileSync(environment.TROUPE_RESULT, output);
  else if (output !== '') await new Promise((resolve) => process.stdout.write(`${output}\n`, resolve));
}

async function end(outcome, exitCode) {
  log('end', { outcome });
  process.exit(exitCode);
}

function forever() {
  return new Promise(() => setInterval(() => {}, 1000));
}

function log(event, more = {}) {
  if (environment.STUB_LOG === undefined) return;
  const facts = { label: environment.TROUPE_LABEL, kind, agent: environment.TROUPE_AGENT, model: environment.TROUPE_MODEL };
  appendFileSync(environment.STUB_LOG, `${JSON.stringify({ event, path, attempt, pid: process.pid, t: Date.now(), ...facts, ...more })}\n`);
}
