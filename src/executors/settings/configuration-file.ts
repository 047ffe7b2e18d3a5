/**
 * Configuration files: which one holds for a program, and what is in it.
 *
 * 1. The nearest folder with a configuration wins, the program's own first; folders are never merged.
 * 2. Two configurations in one folder are a mistake: nothing is silently ignored.
 * 3. A `package.json` counts only with the key `troupe`.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TroupeError } from '../../errors.ts';
import { jsonMistakeOffset } from '../json-mistake.ts';
import type { Configuration } from './configuration.ts';
import { configurationNames } from './configuration-names.ts';
import { configurationError } from './mistakes.ts';
import { validateConfiguration } from './validate-configuration.ts';

export interface FoundConfiguration {
  /** Absolute. */
  readonly file: string;
  readonly configuration: Configuration;
}

/**
 * The configuration of `explicit` (a file given by the user) or else of the nearest folder; null for none.
 *
 * @throws TroupeError `usage` for a file that is missing, cannot be read, or has mistakes
 */
export async function findConfiguration(programFolder: string, explicit: string | null): Promise<FoundConfiguration | null> {
  const file = explicit === null ? nearestFile(programFolder) : existing(explicit);
  if (file === null) return null;
  return { file, configuration: await validateConfiguration(file, await readData(file)) };
}

function existing(file: string): string {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) throw new TroupeError('usage', `configuration not found: there is no file ${file}`);
  return file;
}

function nearestFile(programFolder: string): string | null {
  for (let folder = resolve(programFolder); ; folder = dirname(folder)) {
    const [first, second] = filesIn(folder);
    if (first !== undefined && second !== undefined) {
      throw new TroupeError('usage', `two configurations in one folder: ${first} and ${second}`, { hint: 'keep one of them, or name one with --config' });
    }
    if (first !== undefined) return first;
    if (folder === dirname(folder)) return null;
  }
}

function filesIn(folder: string): readonly string[] {
  const files = configurationNames.map((name) => join(folder, name)).filter(existsSync);
  const manifest = join(folder, 'package.json');
  return hasTroupeKey(manifest) ? [...files, manifest] : files;
}

/** A manifest that is no JSON belongs to somebody else; it is reported only where it seems to speak of Troupe. */
function hasTroupeKey(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  const text = readText(manifest);
  if (!/"troupe"\s*:/.test(text)) return false;
  const data = parseJson(manifest, text);
  return typeof data === 'object' && data !== null && Object.hasOwn(data, 'troupe');
}

async function readData(file: string): Promise<unknown> {
  switch (extname(file)) {
    case '.json':
      return jsonData(file);
    case '.yaml':
    case '.yml':
      return yamlData(file);
    case '.mjs':
    case '.js':
      return moduleData(file);
    default:
      throw new TroupeError('usage', `${file}: a configuration ends in .json, .yaml, .yml or .mjs`);
  }
}

function jsonData(file: string): unknown {
  const data = parseJson(file, readText(file));
  // By its name alone: only a manifest keeps other things beside the configuration.
  if (!file.endsWith('package.json')) return data;
  if (typeof data !== 'object' || data === null || !('troupe' in data)) throw configurationError(file, ['it has no key "troupe"']);
  return data.troupe;
}

function parseJson(file: string, text: string): unknown {
  const content = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(content);
  } catch (error) {
    const before = content.slice(0, jsonMistakeOffset(content)).split('\n');
    throw configurationError(`${file}:${before.length}:${(before.at(-1) ?? '').length + 1}`, ['it is no JSON from here on'], error);
  }
}

async function yamlData(file: string): Promise<unknown> {
  const { default: yaml } = await import('yaml'); // a bundle of a CommonJS module has no named exports
  const document = yaml.parseDocument(readText(file), { prettyErrors: true });
  const [mistake] = document.errors;
  if (mistake !== undefined) {
    const place = mistake.linePos === undefined ? file : `${file}:${mistake.linePos[0].line}:${mistake.linePos[0].col}`;
    throw configurationError(place, [`it is no YAML: ${mistake.message.split('\n', 1)[0] ?? ''}`], mistake);
  }
  try {
    return document.toJS() ?? {};
  } catch (error) {
    // Aliases that multiply without end.
    throw configurationError(file, [`it cannot be used: ${error instanceof Error ? error.message : String(error)}`], error);
  }
}

async function moduleData(file: string): Promise<unknown> {
  let loaded: { readonly default?: unknown };
  try {
    loaded = await import(pathToFileURL(file).href);
  } catch (error) {
    throw configurationError(file, [`it cannot be loaded: ${error instanceof Error ? error.message : String(error)}`], error);
  }
  if (loaded.default === undefined) throw configurationError(file, ['it has no default export']);
  return await loaded.default;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw configurationError(file, [`it cannot be read: ${error instanceof Error ? error.message : String(error)}`], error);
  }
}
