/** The last lines of talk about a run: its id, how it ended, what it made, what it waits for, where everything is. */
import { relative } from 'node:path';
import type { RunDocument } from '../../src/index.ts';
import { elapsedText, oneLine } from './plain-text.ts';
import { countsOf } from './progress.ts';

/** @param directory the run's folder, absolute */
export function lastLines(document: RunDocument, directory: string, cwd: string = process.cwd()): readonly string[] {
  return [
    `run ${document.id} ${document.status}${durationText(document)}${sessionsText(document)}`,
    ...(document.error ? [`  error: ${errorText(document.error)}`] : []),
    ...document.tolerated.map(({ path, error }) => `  tolerated: ${errorText({ path, ...error })}`),
    ...document.pausedOn.map((one) => `  waits for ${one.kind}${waitingText(one)}`),
    ...(document.unkilled.length > 0 ? [`  could not be stopped: process ${document.unkilled.join(', ')}`] : []),
    ...Object.entries(document.outputs).map(([name, value]) => `  output ${name}: ${oneLine(typeof value === 'string' ? value : JSON.stringify(value))}`),
    `  results: ${shownDirectory(directory, cwd)}`,
  ];
}

function durationText({ startedAt, endedAt }: RunDocument): string {
  return endedAt === null ? '' : ` after ${elapsedText(Date.parse(endedAt) - Date.parse(startedAt))}`;
}

function sessionsText({ sessions }: RunDocument): string {
  return sessions.length === 0 ? '' : `, sessions: ${countsOf(sessions.map((session) => session.status))}`;
}

function errorText(error: { readonly kind: string; readonly message: string; readonly path?: string }): string {
  return `${error.kind}: ${oneLine(error.message)}${error.path === undefined ? '' : ` (${error.path})`}`;
}

function waitingText(one: RunDocument['pausedOn'][number]): string {
  const what = one.input === null ? (one.agent === null ? '' : ` of ${one.agent}`) : ` ${one.input}`;
  return `${what}: ${oneLine(one.prompt ?? one.message)}${one.resetsAt === null ? '' : `, until ${one.resetsAt}`}`;
}

/** Shorter from here when it is below here. */
function shownDirectory(directory: string, cwd: string): string {
  const near = relative(cwd, directory);
  return near === '' || near.startsWith('..') ? directory : near;
}
