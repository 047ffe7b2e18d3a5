/** The adapters by the name of their command. */
import type { Adapter } from '../../../src/executors/adapters/adapter.ts';
import { claude } from '../../../src/executors/adapters/claude.ts';
import { codex } from '../../../src/executors/adapters/codex.ts';
import { copilot } from '../../../src/executors/adapters/copilot.ts';
import { gemini } from '../../../src/executors/adapters/gemini.ts';
import { opencode } from '../../../src/executors/adapters/opencode.ts';
import type { CommandName } from './cases.ts';

export const adapters: Readonly<Record<CommandName, Adapter>> = { claude, codex, gemini, opencode, copilot };
