/** All hand-written cases of `semantics.md`, by file. */
import { blockCases } from './blocks.cases.ts';
import { cancellationCases } from './cancellation.cases.ts';
import type { SemanticsCase } from './case.ts';
import { errorCases } from './errors.cases.ts';
import { fanOutCases } from './fan-out.cases.ts';
import { joinCases } from './joins.cases.ts';
import { loopCases } from './loops.cases.ts';
import { nameCases } from './names.cases.ts';
import { outerVariableCases } from './outer-variables.cases.ts';
import { valueCases } from './values.cases.ts';
import { waitingCases } from './waiting.cases.ts';

export const semanticsCases: Readonly<Record<string, readonly SemanticsCase[]>> = {
  'sessions and blocks': blockCases,
  names: nameCases,
  values: valueCases,
  'loops and judges': loopCases,
  'waiting and reading': waitingCases,
  'errors and retries': errorCases,
  joins: joinCases,
  cancellation: cancellationCases,
  'fan-outs': fanOutCases,
  'outer variables': outerVariableCases,
};
