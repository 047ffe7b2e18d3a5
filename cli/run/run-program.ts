/**
 * `troupe run`: starts the run, tells how it goes, prints what it made.
 *
 * Owns: what goes to stdout (outputs, or the document, or events) and to stderr (all talk), and the exit code.
 * Does not own: the run. Everything shown comes from its events and its document.
 */
import { ProgramFiles, STANDARD_INPUT } from '../../src/host/program-loader.ts';
import type { Diagnostic } from '../../src/language/index.ts';
import { type RunDocument, type RunEvent, startRun, TroupeError } from '../../src/index.ts';
import type { Arguments } from '../command.ts';
import { beforeDyingOfABug, stopWorkUnderWay } from '../light/bugs.ts';
import { flushed, isTerminal, onStdoutClosed, print, say, wantsColour } from '../light/console.ts';
import { diagnosticsJson, diagnosticsText, plural } from '../light/diagnostics.ts';
import { exitCodes } from '../light/exit-codes.ts';
import { openFiles } from '../light/read-files.ts';
import { createAsker } from './ask.ts';
import { lastLines } from './last-lines.ts';
import { outputsText } from './outputs.ts';
import { Progress } from './progress.ts';
import { readRunRequest } from './request.ts';
import type { RunRequest, StartedRun, StartRun } from './run-port.ts';
import { Signals } from './signals.ts';

/** Returns the exit code. */
export function execute(given: Arguments): Promise<number> {
  return runProgram(given, startRun);
}

/** @param start the library's `startRun`, or a test's */
export async function runProgram(given: Arguments, start: StartRun): Promise<number> {
  const request = readRunRequest(given);
  const programs = new ProgramFiles();
  const [source] = openFiles([request.file], programs);
  if (request.file === STANDARD_INPUT && source) request.source = source.text;
  if (mayAsk(given, request)) request.asker = createAsker();
  try {
    return await drive(given, request, start);
  } catch (error) {
    const diagnostics = diagnosticsOf(error);
    if (!diagnostics) throw error;
    return refuse(diagnostics, programs, given.switches.has('json'));
  }
}

/** On a terminal, unless it was asked not to, or the program itself came from there. */
function mayAsk({ switches }: Arguments, { file }: RunRequest): boolean {
  return !switches.has('no-input') && file !== STANDARD_INPUT && isTerminal('stdin') && isTerminal('stderr');
}

async function drive({ switches }: Arguments, request: RunRequest, start: StartRun): Promise<number> {
  const progress = new Progress(switches.has('verbose'));
  const signals = new Signals(() => say(`stopping ${plural(progress.atWork, 'agent')} ...`));
  const showsProgress = !switches.has('quiet') && !switches.has('events');
  const run = await start({ ...request, warn: say, onEvent: (event) => show(event, progress, showsProgress, switches.has('events')) });
  const interrupt = () => void run.interrupt();
  signals.whenSignalled(interrupt);
  let isStdoutClosed = false;
  onStdoutClosed(() => {
    isStdoutClosed = true;
    interrupt();
  });
  beforeDyingOfABug(() => run.interrupt());
  const document = await ending(run);
  const code = signals.code !== null && document.status === 'interrupted' ? signals.code : exitCodeOf(document, isStdoutClosed);
  printResult(document, switches);
  for (const line of lastLines(document, run.directory)) say(line);
  await flushed();
  return code;
}

/** A run that cannot tell how it ended is our bug: its agents must not work on. */
async function ending({ done }: StartedRun): Promise<RunDocument> {
  try {
    return await done;
  } catch (error) {
    await stopWorkUnderWay();
    throw error;
  }
}

function show(event: RunEvent, progress: Progress, showsProgress: boolean, asJson: boolean): void {
  const line = progress.line(event);
  if (showsProgress && line !== null) say(line);
  if (asJson) print(`${JSON.stringify(event)}\n`);
}

/** With `--events` the last event has told everything. */
function printResult(document: RunDocument, switches: ReadonlySet<string>): void {
  if (switches.has('json')) print(`${JSON.stringify(document)}\n`);
  else if (!switches.has('events')) print(outputsText(document));
}

function exitCodeOf({ status }: RunDocument, isStdoutClosed: boolean): number {
  switch (status) {
    case 'succeeded':
      return exitCodes.succeeded;
    case 'failed':
    case 'cancelled':
      return exitCodes.failed;
    case 'paused':
      return exitCodes.paused;
    case 'interrupted':
    case 'running':
      return isStdoutClosed ? exitCodes.brokenPipe : exitCodes.interrupted;
  }
}

function diagnosticsOf(error: unknown): readonly Diagnostic[] | undefined {
  if (!(error instanceof TroupeError) || error.code !== 'invalid-program') return undefined;
  // The library puts the checker's findings there; see `startRun`.
  return error.details?.diagnostics as readonly Diagnostic[] | undefined;
}

function refuse(diagnostics: readonly Diagnostic[], programs: ProgramFiles, asJson: boolean): number {
  const files = new Set(diagnostics.map((one) => one.file));
  for (const file of files) programs.open(file); // for the code frames
  say(diagnosticsText(diagnostics, programs.sources(), wantsColour('stderr')).trimEnd());
  if (asJson) print(diagnosticsJson(diagnostics));
  return exitCodes.invalidProgram;
}
