/**
 * Answers files: JSON, or YAML (loaded only then).
 */
import { readFile } from 'node:fs/promises';
import { TroupeError } from '../../errors.ts';
import { parseJson } from '../json-text.ts';
import { errorCode } from '../process/error-code.ts';
import type { Answers } from './answers.ts';
import { checkAnswers } from './check-answers.ts';

/**
 * Reads and checks an answers file. A file that is not named `.json`, `.yaml` or `.yml` may be either.
 * @throws TroupeError `usage` that names the file and the place in it
 */
export async function readAnswersFile(file: string): Promise<Answers> {
  const source = await readSource(file);
  return checkAnswers(await parse(file, source), file);
}

async function readSource(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    const reason = errorCode(error) === 'ENOENT' ? 'no such file' : error instanceof Error ? error.message : String(error);
    throw new TroupeError('usage', `answers file ${file}: ${reason}`, { cause: error });
  }
}

async function parse(file: string, source: string): Promise<unknown> {
  const isYaml = /\.ya?ml$/i.test(file);
  const json = isYaml ? null : parseJson(source);
  if (json?.ok) return json.value;
  if (json !== null && (/\.json$/i.test(file) || /^\s*[[{]/.test(source))) throw new TroupeError('usage', `answers file ${file}: no JSON: ${json.message}`);
  return parseYaml(file, source);
}

async function parseYaml(file: string, source: string): Promise<unknown> {
  const { default: yaml } = await import('yaml'); // a bundle of a CommonJS module has no named exports
  const document = yaml.parseDocument(source);
  const [mistake] = document.errors;
  if (mistake !== undefined) throw new TroupeError('usage', `answers file ${file}: no YAML: ${mistake.message.split('\n')[0] ?? ''}`);
  try {
    return document.toJS();
  } catch (error) {
    throw new TroupeError('usage', `answers file ${file}: no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}
