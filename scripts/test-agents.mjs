/**
 * `npm run test:agents [-- --record] [-- --only claude,codex]`: the adapters with the real agent commands.
 *
 * Installs the commands from npm into a cache folder once, then runs them against the fake model server on loopback:
 * no account, no key, and no request leaves this machine but those of npm. Removing the folder installs them anew.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const packages = {
  claude: '@anthropic-ai/claude-code@2.1',
  codex: '@openai/codex',
  gemini: '@google/gemini-cli',
  opencode: 'opencode-ai',
  copilot: '@github/copilot',
};

const { values } = parseArgs({ options: { record: { type: 'boolean', default: false }, only: { type: 'string', default: '' } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const cache = process.env.TROUPE_AGENT_COMMANDS ?? join(root, '.cache', 'agent-commands');
const wanted = values.only === '' ? Object.keys(packages) : values.only.split(',');

for (const name of wanted) install(name);
process.exitCode = run('npx', ['vitest', 'run', '--config', 'tests/executors/adapters/real/vitest.config.ts'], {
  TROUPE_AGENT_COMMANDS: cache,
  ONLY: wanted.join(','),
  ...(values.record ? { RECORD: '1' } : {}),
});

function install(name) {
  const folder = join(cache, name);
  if (existsSync(join(folder, 'node_modules', '.bin', name))) return;
  if (!(name in packages)) throw new Error(`no agent command is named "${name}"; known: ${Object.keys(packages).join(', ')}`);
  mkdirSync(folder, { recursive: true });
  console.error(`installing ${packages[name]} into ${folder}`);
  const status = run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, packages[name]], {});
  if (status !== 0) throw new Error(`cannot install ${packages[name]}`);
}

function run(command, args, environment) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } }).status ?? 1;
}
