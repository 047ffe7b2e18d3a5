/**
 * Troupe's public door: everything a program may use, by name. The command line is built on it.
 *
 * Not exported here is internal and may change in any release. Test tools: `troupe/testing`.
 */
export { InvariantError } from './assert.ts';
export { closest, didYouMean } from './closest.ts';
export { type AgentFailureKind, type BranchReport, type Failure, type FailureKind, TroupeError, type TroupeErrorCode } from './errors.ts';
export { parseBudget } from './executors/settings/budget.ts';
export { formatDuration, parseDuration } from './executors/duration.ts';
export { configuredKnowledge } from './host/agent-knowledge.ts';
export { valueFromJson } from './host/outside-values.ts';
export { type RunHandle, startRun, type StartRunOptions } from './host/start-run.ts';
export { type DamagedRun, listStoredRuns, readStoredRun, type StoredRun, type StoredRunsOptions } from './host/stored-runs.ts';
export { type Diagnostic, format, type FormatResult, renderDiagnostic, type Severity, Source } from './language/index.ts';
export type { Asker } from './ports.ts';
export type { BudgetLimits } from './runtime/engine/budget.ts';
export type { RunEvent, RunEventType } from './runtime/events.ts';
export type { ErrorEntry, JoinEntry, Json, PausedEntry, RunDocument, RunStatus, SessionEntry, SessionStatus } from './runtime/run-document.ts';
export { type CancelledValue, type ErrorValue, isCancelled, isErrorValue, isList, isObject, type ObjectValue, type Value } from './values.ts';
