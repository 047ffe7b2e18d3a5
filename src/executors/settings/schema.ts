/**
 * The configuration as JSON Schema: the one source of `schemas/config.schema.json`, of the table in
 * `docs/configuration.md`, and of what is checked when a configuration is read.
 *
 * 1. A `title` says in words what is expected; mistakes are reported with it.
 * 2. A `description` says what the key is for; a `default` is what holds without it.
 */
import { uses } from './configuration.ts';

export interface SchemaNode {
  readonly title?: string;
  readonly description?: string;
  readonly default?: string | number | boolean;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
}

const text = { title: 'a text that is not empty', type: 'string', minLength: 1 } as const;
const texts = { title: 'a list of texts', type: 'array', items: text } as const;
const count = { title: 'a whole number of at least 1', type: 'integer', minimum: 1 } as const;
const flag = { title: 'true or false', type: 'boolean' } as const;
const duration = { title: 'a duration such as "500ms", "30s", "5m" or "2h"', type: 'string', pattern: '^\\d+(\\.\\d+)?(ms|s|m|h)$' } as const;

function oneOf(words: readonly string[]): SchemaNode {
  return { title: `one of ${words.map((word) => `"${word}"`).join(', ')}`, enum: words };
}

const modelNames: SchemaNode = {
  title: '"any" or an object that maps model names to those of the agent command',
  anyOf: [{ const: 'any' }, { type: 'object', additionalProperties: text }],
};

const agent: SchemaNode = {
  title: 'an object with the keys of a setting',
  type: 'object',
  additionalProperties: false,
  properties: {
    use: { ...oneOf(uses), description: 'How sessions are carried out. May be left out when the setting has the name of one.' },
    command: {
      ...texts,
      title: 'a list of the program and its arguments',
      minItems: 1,
      description:
        'For `command`: the argv, never a shell. Placeholders: `{{prompt}}`, `{{system}}`, `{{model}}`, `{{context}}`, `{{result}}`, `{{memory}}`, `{{path}}`, `{{attempt}}`, `{{run}}`.',
    },
    args: { ...texts, description: 'Appended to the argv.' },
    prompt: { ...oneOf(['stdin', 'arg', 'file']), default: 'stdin', description: 'How the prompt reaches a `command` agent.' },
    output: {
      ...oneOf(['text', 'json', 'file']),
      default: 'text',
      description: 'Where the answer of a `command` agent is: stdout as text, stdout as one JSON document, or the file `{{result}}`.',
    },
    model: { ...text, description: 'The model when the program names none.' },
    models: { ...modelNames, description: 'Model names that programs may use, and what the agent command calls them; `"any"` passes every name on.' },
    baseUrl: {
      ...text,
      title: 'a URL that begins with http:// or https://',
      pattern: '^https?://',
      description: 'For `openai-compatible` (required) and `anthropic`: where the server is.',
    },
    keyEnv: { ...text, description: 'Name of the environment variable that holds the API key.' },
    env: { ...texts, description: 'Names of environment variables that the agent may see besides the fixed list; a `*` at the end is allowed.' },
    timeout: { ...duration, description: 'Per session attempt, instead of the general `timeout`.' },
    concurrency: { ...count, description: 'At most this many invocations of this setting at once.' },
    allowEmpty: { ...flag, default: false, description: 'Whether an empty answer is a success.' },
    resumeSession: { ...flag, default: false, description: "Whether `resume:` also continues the CLI's own session." },
    permissions: {
      ...oneOf(['enforce', 'advise']),
      default: 'enforce',
      description: "What happens when a program's `permissions` cannot be enforced: refuse the program, or run it and say so.",
    },
    permissionMode: { ...oneOf(['read', 'edit', 'full']), default: 'edit', description: 'What a CLI may do when the program says nothing about permissions.' },
    for: { ...texts, description: "Names of the program's agents that use this setting." },
    answers: {
      ...text,
      description:
        "For `simulated`: an answers file, relative to the configuration's folder. `{{program}}` in it is the program's name without `.prose`; such a file may be missing.",
    },
  },
};

export const configurationSchema: SchemaNode & { readonly $schema: string; readonly $id: string } = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'troupe:config.schema.json',
  title: 'an object with the keys of a configuration',
  description: 'Configuration of Troupe: troupe.config.json, .yaml, .yml or .mjs, or the key "troupe" of package.json.',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { ...text, description: 'This schema, for editors.' },
    agent: { ...text, description: 'The setting that carries sessions out: a name of `agents` or of a `use`.' },
    judge: { ...text, description: 'The setting that judges `** **` conditions; the same as `agent` when left out.' },
    concurrency: { ...count, default: 16, description: 'At most this many agent invocations of a run at once.' },
    timeout: { ...duration, default: '30m', description: 'Per session attempt, when the program says none.' },
    grace: { ...duration, default: '5s', description: 'Between asking an agent process to end and killing it.' },
    cleanupTimeout: { ...duration, default: '10m', description: 'For the `finally` bodies of a cancelled branch.' },
    budget: {
      title: 'an object with usd, tokens or sessions',
      type: 'object',
      additionalProperties: false,
      description: 'Counted over all resumes of a run. When it is used up, running sessions finish and the run pauses.',
      properties: {
        usd: { title: 'a number above 0', type: 'number', exclusiveMinimum: 0, description: 'US dollars.' },
        tokens: { ...count, description: 'Input and output tokens.' },
        sessions: { ...count, description: 'Agent invocations.' },
      },
    },
    runsDir: { ...text, default: '.prose/runs', description: 'Folder of runs, relative to the working directory.' },
    explore: { title: 'an object', type: 'object', description: 'Defaults of `troupe explore`.' },
    agents: { title: 'an object of settings by name', type: 'object', additionalProperties: agent, description: 'Settings by name.' },
  },
};

/** The keys of one setting, `agents.NAME`. */
export const agentSchema: SchemaNode = agent;
