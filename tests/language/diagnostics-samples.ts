/** Sample programs with the exact diagnostics that they get: `tests/samples/diagnostics/<CODE>-<case>/`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckedProgram, check, Source } from '../../src/language/index.ts';

const diagnosticsFolder = join(import.meta.dirname, '..', 'samples', 'diagnostics');

/** What is compared of a diagnostic. */
export interface Finding {
  readonly file: string;
  readonly code: string;
  readonly severity: string;
  readonly line: number;
  readonly column: number;
}

/** What the settings of a sample's agent command say: `agent-command.json`. */
interface AgentCommand {
  readonly models?: readonly string[];
  readonly enforces?: readonly string[];
}

export function sampleNames(): readonly string[] {
  return readdirSync(diagnosticsFolder).sort();
}

export function expectedFindings(name: string): readonly Finding[] {
  return JSON.parse(readFileSync(join(diagnosticsFolder, name, 'expected.json'), 'utf8')) as Finding[]; // our own file
}

export function checkSample(name: string): CheckedProgram {
  const sources = new Map<string, Source>();
  const load = (file: string): Source | undefined => {
    const path = join(diagnosticsFolder, name, file);
    if (!sources.has(file) && existsSync(path)) sources.set(file, new Source(file, readFileSync(path, 'utf8')));
    return sources.get(file);
  };
  const source = load('program.prose');
  if (!source) throw new Error(`${name} has no program.prose`);
  return check(source, { load: (path) => load(path.startsWith('./') ? path.slice(2) : `imports/${path}.prose`), ...knowledge(name) });
}

function knowledge(name: string): NonNullable<Parameters<typeof check>[1]> {
  const file = join(diagnosticsFolder, name, 'agent-command.json');
  if (!existsSync(file)) return {};
  const { models, enforces } = JSON.parse(readFileSync(file, 'utf8')) as AgentCommand; // our own file
  return {
    ...(models ? { models: (model) => (models.includes(model) ? 'known' : { hint: `add ${model} to the models of the setting` }) } : {}),
    ...(enforces
      ? {
          permissions: (asked) =>
            Object.keys(asked).every((key) => enforces.includes(key)) ? 'enforced' : { message: 'the agent command cannot enforce this' },
        }
      : {}),
  };
}

export function findingsOf({ diagnostics }: Pick<CheckedProgram, 'diagnostics'>): readonly Finding[] {
  return diagnostics.map(({ file, code, severity, line, column }) => ({ file, code, severity, line, column }));
}
