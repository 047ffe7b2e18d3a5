/** Every command, in the order of help. Descriptions only: each command loads its code when it is carried out. */
import type { Command } from '../command.ts';
import { checkCommand } from './check.ts';
import { fmtCommand } from './fmt.ts';
import { runCommand } from './run.ts';
import { runsCommand } from './runs.ts';
import { showCommand } from './show.ts';

export const commands: readonly Command[] = [runCommand, runsCommand, showCommand, checkCommand, fmtCommand];
