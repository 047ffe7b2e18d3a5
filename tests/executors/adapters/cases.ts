/** What every agent command is asked in the tests, for real and from recordings, and what must come of it. */
import { expect } from 'vitest';
import type { AgentReply, AgentRequest } from '../../../src/ports.ts';

export type CommandName = 'claude' | 'codex' | 'gemini' | 'opencode' | 'copilot';
export const commandNames: readonly CommandName[] = ['claude', 'codex', 'gemini', 'opencode', 'copilot'];

export interface Case {
  readonly name: string;
  readonly request: Partial<AgentRequest>;
  readonly permissionMode?: 'read' | 'edit' | 'full';
  readonly resumeSession?: boolean;
  /** What the reply must be like. */
  readonly reply: (command: CommandName) => unknown;
}

const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'], additionalProperties: false } as const;

const calls = (count: number) => ({ inputTokens: 100 * count, outputTokens: 12 * count });
const prices: Readonly<Record<CommandName, unknown>> = { claude: expect.any(Number), codex: null, gemini: null, opencode: null, copilot: null };
const usage = (command: CommandName, count = 1) => expect.objectContaining({ ...calls(count), costUsd: prices[command] });
const success = (command: CommandName, more: Partial<Extract<AgentReply, { ok: true }>>) => ({
  ok: true,
  agentSessionId: expect.stringMatching(/^[\w-]{20,}$/),
  usage: usage(command),
  ...more,
});
const failure = (kind: string, message: RegExp) => ({ ok: false, error: expect.objectContaining({ kind, message: expect.stringMatching(message) }) });

/** How each command reports a shell that nobody approves: as a denial, or not at all because it has none to offer. */
const shellDenials: Readonly<Partial<Record<CommandName, unknown>>> = {
  claude: [{ tool: 'Bash', message: expect.stringContaining('Bash was denied') }],
  copilot: [{ tool: 'bash', message: expect.stringContaining('denied') }],
};
/** A call that was made and denied costs another one. */
const deniedCalls: Readonly<Record<CommandName, number>> = { claude: 2, copilot: 2, codex: 2, gemini: 1, opencode: 1 };

export const cases: readonly Case[] = [
  { name: 'answer', request: { prompt: 'SAY<<hi there>>' }, reply: (command) => success(command, { text: 'hi there' }) },
  {
    name: 'schema',
    request: { prompt: 'SAY<<{"a":1}>>', returns: { kind: 'schema', schema } },
    reply: (command) => success(command, { text: expect.stringContaining('"a"') as unknown as string, structured: { a: 1 } }),
  },
  {
    name: 'wrong-shape',
    request: { prompt: 'SAY<<no data at all>>', returns: { kind: 'json' } },
    reply: () => failure('invalid-output', /expected JSON/),
  },
  { name: 'error-400', request: { prompt: 'FAILME' }, reply: () => failure('exit', /400/) },
  { name: 'error-401', request: { prompt: 'AUTHME' }, reply: () => failure('auth', /401/) },
  { name: 'error-429', request: { prompt: 'RATEME' }, reply: () => failure('overload', /429/) },
  {
    name: 'denied',
    request: { prompt: 'TOOLRUN' },
    permissionMode: 'read',
    reply: (command) => ({
      ...success(command, { text: 'PONG', usage: usage(command, deniedCalls[command]) as never }),
      ...(command in shellDenials ? { denials: shellDenials[command] } : {}),
    }),
  },
  {
    name: 'tool',
    request: { prompt: 'TOOLRUN' },
    permissionMode: 'full',
    reply: (command) => success(command, { text: 'PONG', usage: usage(command, 2) as never }),
  },
];
