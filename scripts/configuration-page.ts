/**
 * `docs/configuration.md` and `schemas/config.schema.json`, made from the schema that configurations are checked with.
 * Pure. A test compares the files with what is made here; `npx vitest run tests/settings/pages.test.ts -u` writes them.
 */
import { environmentVariables } from '../src/executors/settings/choices.ts';
import { agentSchema, configurationSchema, type SchemaNode } from '../src/executors/settings/schema.ts';

export function configurationSchemaFile(): string {
  return `${onOneLine(JSON.stringify(configurationSchema, null, 2))}\n`;
}

/** Lists of words on one line each, as the repository's formatter has them. */
function onOneLine(json: string): string {
  return json.replace(/\[\s+((?:"[^"]*",?\s+)+)\]/g, (_list, words: string) => `[${words.trim().replace(/,\s+/g, ', ')}]`);
}

export function configurationPage(): string {
  return [intro, keyTable('', configurationSchema, ['$schema']), settingsIntro, keyTable('', agentSchema, []), environment(), rules].join('\n\n').concat('\n');
}

const intro = `# Configuration

<!-- Made from the configuration's schema by scripts/configuration-page.ts. -->

A configuration says which agents carry sessions out, and with which limits. It is one of these, in the program's folder or the nearest parent that has one:

- \`troupe.config.json\`, \`troupe.config.yaml\` (or \`.yml\`), \`troupe.config.mjs\` (its default export)
- the key \`troupe\` of \`package.json\`

Two of them in one folder are an error. \`--config FILE\` names a file instead. Flags beat environment variables, and those beat the file.

\`\`\`json
{
  "agent": "claude",
  "concurrency": 16,
  "timeout": "30m",
  "agents": {
    "claude": { "use": "claude", "models": { "sonnet": "claude-sonnet-4-5" }, "concurrency": 8 },
    "local": { "use": "openai-compatible", "baseUrl": "http://127.0.0.1:11434/v1", "model": "qwen3" },
    "mine": { "use": "command", "command": ["node", "agent.mjs", "{{model}}"], "models": "any", "env": ["MY_KEY"], "for": ["researcher"] }
  }
}
\`\`\`

A key that does not exist or a value of a wrong type is a usage error (exit code 2) that names file, key, value and what was expected. Editors know the keys by \`"$schema": "./node_modules/troupe/schemas/config.schema.json"\`.

## Keys`;

const settingsIntro = `## Keys of a setting: \`agents.NAME\`

\`use\` is one of \`simulated\`, \`command\`, \`claude\`, \`codex\`, \`gemini\`, \`opencode\`, \`copilot\`, \`openai-compatible\`, \`anthropic\`. All but \`command\` and \`openai-compatible\` may be chosen by name without a declaration: \`--agent simulated\`.`;

const rules = `## Which setting a session uses

1. A judge uses \`judge\`, which is the same as \`agent\` when left out.
2. A session of a program's agent that a setting lists under \`for\` uses that setting.
3. Every other session uses \`agent\`; a configuration with exactly one setting need not name it.
4. With \`--answers FILE\` everything is simulated, unless the configuration routes something to a simulated setting already; then the file scripts that setting. An explicit \`--agent\` stays.
5. With no agent named anywhere: one of claude, codex, gemini, opencode, copilot found on PATH is used after a yes on the terminal. Off a terminal that is a usage error which lists the choices. When none is found the simulated agent answers, and a line on stderr says that no model is asked.

## Timeouts

What the program says about a session holds first, then \`--timeout\` or \`TROUPE_TIMEOUT\`, then the setting's \`timeout\`, then the general one.

## Models

\`claude\` and \`anthropic\` know \`sonnet\`, \`opus\`, \`haiku\` and \`claude-*\`; \`codex\` knows \`gpt-*\` and \`o1\`, \`o3\` and their like; \`gemini\` knows \`gemini-*\`; \`opencode\` knows \`provider/model\`; \`copilot\` knows the families of all three makers. \`simulated\` takes any name. A \`command\` and an \`openai-compatible\` server know what \`models\` and \`model\` name. \`"models": "any"\` lets every name pass. A name that nobody knows is error E008 before anything runs.`;

function keyTable(prefix: string, schema: SchemaNode, left: readonly string[]): string {
  return ['| key | value | default | what for |', '|---|---|---|---|', ...rows(prefix, schema, left)].join('\n');
}

function rows(prefix: string, schema: SchemaNode, left: readonly string[]): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, node]) => {
    if (left.includes(key)) return [];
    const name = `${prefix}${key}`;
    return [row(name, node), ...rows(`${name}.`, node, [])];
  });
}

function row(name: string, node: SchemaNode): string {
  const fallback = node.default === undefined ? '' : `\`${String(node.default)}\``;
  return `| ${[`\`${name}\``, valueText(node), fallback, node.description ?? ''].map(cell).join(' | ')} |`;
}

/** Without the article: the table's column says that it is a value. */
function valueText(node: SchemaNode): string {
  if (node.enum !== undefined) return node.enum.map((word) => `\`${word}\``).join(', ');
  return (node.title ?? '').replace(/^an? /, '');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function environment(): string {
  const lines = Object.entries(environmentVariables).map(
    ([variable, choice]) => `| \`${variable}\` | ${choice === 'config' ? '`--config`' : `\`${choice}\``} |`,
  );
  return [
    '## Environment variables',
    "An empty variable counts as absent. Inside an agent process that Troupe started, `TROUPE_AGENT` names the program's agent and is no choice.",
    ['| variable | stands for |', '|---|---|', ...lines].join('\n'),
    '`TROUPE_BUDGET` and `--budget` read `usd=5,tokens=2M,sessions=100`; each part is optional and beats that part of the file.',
  ].join('\n\n');
}
