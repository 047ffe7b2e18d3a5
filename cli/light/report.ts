/** Turns whatever ended a command early into a message on stderr and an exit code. */
import { say } from './console.ts';
import { exitCodes } from './exit-codes.ts';

const codesOfTroupeErrors: Readonly<Record<string, number>> = {
  usage: exitCodes.usage,
  'invalid-program': exitCodes.invalidProgram,
  'run-failed': exitCodes.failed,
  'run-cancelled': exitCodes.failed,
  paused: exitCodes.paused,
  busy: exitCodes.busy,
  damaged: exitCodes.damaged,
  interrupted: exitCodes.interrupted,
};

/** Says what went wrong and returns the exit code. Anything unexpected is our own bug. */
export function reportFailure(error: unknown): number {
  if (!(error instanceof Error)) return reportBug(new Error(`thrown: ${String(error)}`));
  const code = expectedCode(error);
  if (code === undefined) return reportBug(error);
  say(`troupe: ${error.message}`);
  const hint = (error as { readonly hint?: unknown }).hint; // present on UsageError and TroupeError
  if (typeof hint === 'string') say(`  hint: ${hint}`);
  return code;
}

/** Undefined: nobody expected this error. */
function expectedCode(error: Error): number | undefined {
  if (error.name === 'UsageError') return exitCodes.usage;
  const code = (error as { readonly code?: unknown }).code; // present on TroupeError and on errors of the system
  if (typeof code !== 'string') return undefined;
  if (error.name === 'TroupeError') return codesOfTroupeErrors[code];
  return 'syscall' in error ? exitCodes.failed : undefined;
}

function reportBug(error: Error): number {
  say(`troupe: internal error: ${error.message}`);
  say('This is a bug in Troupe. Please report it with the program and the lines below.');
  say(`troupe ${TROUPE_VERSION}, node ${process.version}, ${process.platform} ${process.arch}`);
  say(error.stack ?? 'no stack');
  return exitCodes.ourBug;
}
