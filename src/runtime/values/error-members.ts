/** The members of error values and cancelled values, as `catch as e` shows them (semantics 1.11, 2.4). */
import type { BranchReport } from '../../errors.ts';
import { type CancelledValue, errorValue, type ErrorValue, type ObjectValue, type Value } from '../../values.ts';

/** `{ message, kind, label, path, attempts, exitCode?, stderrTail?, branches?, cause? }`. */
export function errorMembers({ failure }: ErrorValue): ObjectValue {
  return {
    message: failure.message,
    kind: failure.kind,
    label: failure.label,
    path: failure.path,
    attempts: failure.attempts,
    ...(failure.exitCode === undefined ? {} : { exitCode: failure.exitCode }),
    ...(failure.stderrTail === undefined ? {} : { stderrTail: failure.stderrTail }),
    ...(failure.branches === undefined ? {} : { branches: failure.branches.map(branchMembers) }),
    ...(failure.cause === undefined ? {} : { cause: errorValue(failure.cause) }),
  };
}

export function cancelledMembers(value: CancelledValue): ObjectValue {
  return { by: value.by };
}

function branchMembers(branch: BranchReport): ObjectValue {
  return {
    name: branch.name,
    index: branch.index,
    status: branch.status,
    ...(branch.value === undefined ? {} : { value: branch.value as Value }), // reports are made from values only
    ...(branch.error === undefined ? {} : { error: errorValue(branch.error) }),
  };
}
