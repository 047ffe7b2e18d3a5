/**
 * The installed agent commands, each pointed at the fake model server: no network, no key, a home of its own.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Adapter } from '../../../../src/executors/adapters/adapter.ts';
import { claude } from '../../../../src/executors/adapters/claude.ts';
import type { CliOptions } from '../../../../src/executors/adapters/cli-executor.ts';
import { codex } from '../../../../src/executors/adapters/codex.ts';
import { copilot } from '../../../../src/executors/adapters/copilot.ts';
import { gemini } from '../../../../src/executors/adapters/gemini.ts';
import { opencode } from '../../../../src/executors/adapters/opencode.ts';
import type { CommandName } from '../cases.ts';

interface Bench {
  readonly adapter: Adapter;
  readonly model: string;
  readonly args?: (url: string) => readonly string[];
  readonly environment: (url: string) => Readonly<Record<string, string>>;
  /** Files of its home. */
  readonly home?: Readonly<Record<string, unknown>>;
}

const KEY = 'fake-model-key';

const benches: Readonly<Record<CommandName, Bench>> = {
  claude: {
    adapter: claude,
    model: 'sonnet',
    // IS_SANDBOX: it refuses its full mode to root elsewhere.
    environment: (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: KEY, CLAUDE_CODE_MAX_RETRIES: '1', IS_SANDBOX: '1' }),
  },
  codex: {
    adapter: codex,
    model: 'gpt-5',
    args: (url) => [
      ...['-c', 'model_provider=fake'],
      ...['-c', `model_providers.fake={name="fake",base_url="${url}/v1",wire_api="responses",request_max_retries=0,stream_max_retries=0}`],
    ],
    environment: () => ({ OPENAI_API_KEY: KEY }),
  },
  gemini: {
    adapter: gemini,
    model: 'gemini-2.5-flash',
    environment: (url) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: KEY }),
    home: { '.gemini/settings.json': { security: { auth: { selectedType: 'gemini-api-key' } }, general: { maxAttempts: 2 } } },
  },
  opencode: {
    adapter: opencode,
    model: 'fake/fake',
    environment: (url) => ({ OPENCODE_CONFIG_CONTENT: JSON.stringify(opencodeConfiguration(url)), OPENCODE_DISABLE_MODELS_FETCH: '1' }),
  },
  copilot: {
    adapter: copilot,
    // Models of other makers edit with `apply_patch`, whose input is no JSON.
    model: 'claude-sonnet-4.5',
    environment: (url) => ({
      COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
      COPILOT_PROVIDER_API_KEY: KEY,
      COPILOT_MODEL: 'claude-sonnet-4.5',
      COPILOT_OFFLINE: 'true',
    }),
  },
};

function opencodeConfiguration(url: string): unknown {
  const options = { baseURL: `${url}/v1`, apiKey: KEY };
  const fake = { npm: '@ai-sdk/openai-compatible', options, models: { fake: { name: 'fake' } } };
  return { model: 'fake/fake', small_model: 'fake/fake', provider: { fake }, autoupdate: false };
}

/** Where `npm run test:agents` has installed the commands. */
const installed = process.env.TROUPE_AGENT_COMMANDS ?? '';

export function commandFile(command: CommandName): string {
  return join(installed, command, 'node_modules', '.bin', command);
}

/** Options of an executor that runs the installed command. */
export function benchOptions(command: CommandName, url: string, home: string, change: Partial<CliOptions> = {}): CliOptions {
  const bench = benches[command];
  for (const [name, content] of Object.entries(bench.home ?? {})) {
    mkdirSync(join(home, name, '..'), { recursive: true });
    writeFileSync(join(home, name), JSON.stringify(content));
  }
  return {
    adapter: bench.adapter,
    command: [commandFile(command)],
    args: bench.args?.(url) ?? [],
    env: ['IS_SANDBOX'],
    allowEmpty: false,
    resumeSession: false,
    permissions: 'enforce',
    permissionMode: 'edit',
    grace: 5000,
    modelName: (model) => model ?? bench.model,
    environment: { PATH: process.env.PATH, HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...bench.environment(url) },
    ...change,
  };
}

/** Declares the server of tools (MCP) `probe` in the user's own configuration of a command. */
export function writeToolServer(home: string, command: CommandName, argv: readonly string[]): void {
  const [program = '', ...args] = argv;
  const servers = { probe: { command: program, args } };
  const files: Readonly<Record<CommandName, readonly [string, string]>> = {
    claude: ['.claude.json', JSON.stringify({ mcpServers: servers })],
    codex: ['.codex/config.toml', `[mcp_servers.probe]\ncommand = "${program}"\nargs = ${JSON.stringify(args)}\n`],
    gemini: ['.gemini/settings.json', JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } }, mcpServers: servers })],
    opencode: ['.config/opencode/opencode.json', JSON.stringify({ mcp: { probe: { type: 'local', command: argv, enabled: true } } })],
    copilot: ['.copilot/mcp-config.json', JSON.stringify({ mcpServers: { probe: { type: 'local', command: program, args, tools: ['*'] } } })],
  };
  const [name, text] = files[command];
  mkdirSync(join(home, name, '..'), { recursive: true });
  writeFileSync(join(home, name), text);
}
