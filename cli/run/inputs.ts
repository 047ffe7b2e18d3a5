/**
 * Inputs of a run from the command line: `name=text`, `name:=JSON`, `--input` with either, `--inputs FILE`.
 *
 * 1. Later on the command line wins, whichever way an input is given.
 */
import { readFileSync } from 'node:fs';
import { TroupeError, type Value, valueFromJson } from '../../src/index.ts';
import type { Arguments } from '../command.ts';
import { UsageError } from '../light/usage-error.ts';

const FORM = 'name=text or name:=JSON';

/** @param skipped how many leading words are no inputs */
export function readInputs(given: Arguments, skipped: number): Readonly<Record<string, Value>> {
  let words = 0;
  const entries = given.ordered.flatMap(({ flag, text }) => {
    if (flag === 'inputs') return readInputsFile(text);
    if (flag === 'input') return [readPair(text, '--input')];
    return flag === null && words++ >= skipped ? [readPair(text, 'input')] : [];
  });
  return Object.fromEntries(entries);
}

function readPair(text: string, where: string): readonly [string, Value] {
  const at = text.indexOf('=');
  if (at < 0) throw new UsageError(`${where}: ${JSON.stringify(text)} is no input: expected ${FORM}`);
  const isTyped = text[at - 1] === ':';
  const name = readName(text.slice(0, isTyped ? at - 1 : at), where);
  const value = text.slice(at + 1);
  return [name, isTyped ? readJson(value, `${where} ${name}`) : value];
}

/** A name as programs write it (`language.md` 1). */
function readName(name: string, where: string): string {
  if (/^[\p{L}_][\p{L}\p{Nd}_-]*$/u.test(name) && !name.endsWith('-')) return name;
  throw new UsageError(`${where}: ${JSON.stringify(name)} is no name of an input: expected letters, digits, "_" and "-", starting with a letter`);
}

function readInputsFile(file: string): readonly (readonly [string, Value])[] {
  const where = `--inputs ${file}`;
  const value = readJson(readText(file), where);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UsageError(`${where}: expected a JSON object of inputs by name`);
  return Object.entries(value).map(([name, one]) => [readName(name, where), one]);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--inputs: cannot read ${JSON.stringify(file)}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readJson(text: string, where: string): Value {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${where}: ${JSON.stringify(text.slice(0, 80))} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return valueFromJson(json);
  } catch (error) {
    throw error instanceof TroupeError ? new UsageError(`${where}: ${error.message}`) : error;
  }
}
