/** Failures as documents show them (`cli.md`, JSON of a run). Pure. */
import type { BranchReport, Failure } from '../../errors.ts';
import type { Value } from '../../values.ts';
import type { ErrorEntry, Json } from '../run-document.ts';
import { jsonOf } from '../values/json.ts';

export function errorEntry(failure: Failure): ErrorEntry {
  return {
    kind: failure.kind,
    message: failure.message,
    path: failure.path,
    ...(failure.exitCode === undefined ? {} : { exitCode: failure.exitCode }),
    ...(failure.signal === undefined ? {} : { signal: failure.signal }),
    ...(failure.stderrTail === undefined ? {} : { stderrTail: failure.stderrTail }),
    ...(failure.attempts === null ? {} : { attempts: failure.attempts }),
    ...(failure.branches === undefined ? {} : { branches: failure.branches.map(branchJson) }),
    ...(failure.cause === undefined ? {} : { cause: errorEntry(failure.cause) }),
  };
}

function branchJson(branch: BranchReport): Json {
  return {
    name: branch.name,
    index: branch.index,
    status: branch.status,
    // `BranchReport` is shared by folders that do not know values; runtime fills it with values only.
    ...(branch.value === undefined ? {} : { value: jsonOf(branch.value as Value) }),
    // An entry is plain JSON by construction; its interface only lacks the index signature.
    ...(branch.error === undefined ? {} : { error: errorEntry(branch.error) as unknown as Json }),
  };
}
