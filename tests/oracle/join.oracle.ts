/**
 * A parallel block at work: starts branches, counts ends, cancels the rest, waits for the cleanup
 * (semantics 2.1 to 2.7, 2.10, 2.11, 4.1).
 *
 * 1. All branches that `concurrency` admits are started before any end among them is counted.
 * 2. Ends are counted one at a time; an end that leaves the block undecided admits the next branch.
 * 3. The decision is made once. It cancels every branch that has not ended; those never started stay so.
 * 4. The block is over when every branch is, its `finally` bodies and processes included.
 */
import type { BranchReport, Failure } from '../../src/errors.ts';
import type { Value } from '../../src/values.ts';
import { type BranchEnd, type Decision, decideJoinOracle, type JoinRule } from './decide-join.oracle.ts';
import type { BranchOutcome } from './join-value.oracle.ts';
import type { JoinRecord } from './record.oracle.ts';
import { Overlay } from './frames.oracle.ts';
import { pause, type Steps, Task, type Waiting } from './simulation.oracle.ts';
import { type Completion, failureAt, type Flow, itemValue, suffixed } from './world.oracle.ts';

/** Milliseconds: the setting's default. */
const CLEANUP_TIMEOUT = 600_000;

export interface BranchPlan {
  /** Null for an unnamed branch. */
  readonly name: string | null;
  run(flow: Flow): Steps<Completion>;
}

export interface BlockPlan {
  readonly rule: JoinRule;
  readonly branches: readonly BranchPlan[];
  readonly concurrency: number;
  /** Milliseconds; null for none. */
  readonly timeout: number | null;
  /** Called when the rule says success: what the overlays make impossible, or null. */
  readonly objection: (succeeded: readonly { readonly index: number; readonly overlay: Overlay }[]) => Failure | null;
}

export interface BranchState {
  readonly plan: BranchPlan;
  readonly index: number;
  readonly overlay: Overlay;
  task: Task | null;
  /** `waiting`: not started. */
  status: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  value: Value;
  failure: Failure | null;
  dropCleanupTimer: () => void;
}

export class Join implements Waiting {
  readonly branches: readonly BranchState[];
  readonly record: JoinRecord;
  decision: Decision | null = null;
  failure: Failure | null = null;
  #ends: BranchEnd[] = [];
  #uncounted: BranchEnd[] = [];
  /** Whether this block's own code is at work: then an ended branch is only noted. */
  #busy = true;
  #next = 0;
  #dropDeadline = (): void => {};

  constructor(
    private readonly flow: Flow,
    private readonly plan: BlockPlan,
  ) {
    this.branches = plan.branches.map((branch, index) => ({
      plan: branch,
      index,
      overlay: new Overlay(flow.overlay),
      task: null,
      status: 'waiting',
      value: null,
      failure: null,
      dropCleanupTimer: () => {},
    }));
    const names = plan.branches.map((branch, index) => ({ name: branch.name ?? String(index), status: 'cancelled' as 'succeeded' | 'failed' | 'cancelled' }));
    this.record = { place: flow.place, join: plan.rule.join, policy: plan.rule.policy, outcome: null, winner: null, order: [], branches: names };
    flow.world.log.joins.push(this.record);
  }

  /** Runs the block to its end; throws `Cancelled` when the block is. */
  *run(): Steps<void> {
    const { timeout, concurrency, branches } = this.plan;
    if (branches.length === 0) this.decide();
    if (timeout !== null && branches.length > 0) this.#dropDeadline = this.deadline(timeout);
    while (this.#next < Math.min(concurrency, branches.length)) this.startNext();
    this.count();
    this.#busy = false;
    if (!this.isOver) yield* pause(this.flow.task, this);
  }

  get isOver(): boolean {
    return this.record.outcome !== null && this.branches.every((branch) => branch.task === null || branch.task.done);
  }

  private startNext(): void {
    const branch = this.branches[this.#next++];
    if (!branch) return;
    const { world, task, place, frame } = this.flow;
    branch.status = 'running';
    branch.task = new Task(suffixed(place, 'branch', branch.index + 1), task);
    const flow: Flow = { ...this.flow, task: branch.task, place: branch.task.place, overlay: branch.overlay, frame };
    world.simulation.start(
      branch.task,
      () => this.steps(branch, flow),
      () => this.taskEnded(branch),
    );
  }

  private *steps(branch: BranchState, flow: Flow): Steps<void> {
    const completion = yield* branch.plan.run(flow);
    if (branch.status !== 'running') return;
    if (completion.kind === 'cancelled') throw new Error('only a decided block cancels its branches');
    branch.status = completion.kind === 'throw' ? 'failed' : 'succeeded';
    if (completion.kind === 'throw') branch.failure = completion.failure;
    else branch.value = itemValue(completion);
    this.#uncounted.push({ index: branch.index, ok: completion.kind !== 'throw' });
  }

  private taskEnded(branch: BranchState): void {
    branch.dropCleanupTimer();
    if (!this.#busy) this.work(() => this.count());
  }

  /** Runs this block's own code, then goes on with the statement when the block is over. */
  private work(step: () => void): void {
    this.#busy = true;
    step();
    this.#busy = false;
    if (this.isOver && this.flow.task.waiting === this) this.flow.world.simulation.resume(this.flow.task);
  }

  private count(): void {
    for (let end = this.#uncounted.shift(); end; end = this.#uncounted.shift()) {
      // One that ended in this step, but after the end that decided, is a loser.
      if (this.record.outcome !== null) continue;
      this.#ends.push(end);
      this.decide();
      if (this.record.outcome === null) this.startNext();
    }
  }

  private decide(): void {
    const decision = decideJoinOracle(this.plan.rule, this.#ends);
    if (!decision) return;
    this.decision = decision;
    const succeeded = this.branches.filter((branch) => branch.status === 'succeeded' && this.#ends.some((end) => end.index === branch.index));
    const objection = decision.outcome === 'succeeded' ? this.plan.objection(succeeded) : this.decidedFailure(decision);
    this.settle(objection ? 'failed' : 'succeeded', objection);
  }

  /** The error with which the rule makes the block fail. */
  private decidedFailure(decision: Decision): Failure {
    if (this.plan.rule.join !== 'any') {
      const first = this.branches[decision.failures[0] ?? -1]?.failure;
      if (first) return first;
    }
    const failed = this.branches.filter((branch) => decision.failures.includes(branch.index));
    const listed = failed.map((branch) => `${branch.plan.name ?? branch.index}: ${branch.failure?.message}`);
    return failureAt(this.flow.place, 'aggregate', `${failed.length} of ${this.branches.length} branches failed: ${listed.join('; ')}`);
  }

  private settle(outcome: 'succeeded' | 'failed' | 'cancelled', failure: Failure | null): void {
    this.#dropDeadline();
    this.record.outcome = outcome;
    this.record.winner = outcome === 'succeeded' ? (this.decision?.winner ?? null) : null;
    Object.assign(this.record, { order: this.#ends.map((end) => end.index) });
    const counted = new Set(this.#ends.map((end) => end.index));
    const losers = this.branches.filter((branch) => !counted.has(branch.index));
    for (const branch of losers) branch.status = 'cancelled';
    for (const branch of this.branches) Object.assign(this.record.branches[branch.index] ?? {}, { status: branch.status });
    this.failure = failure && { ...failure, branches: failure.branches ?? this.reports() };
    if (outcome === 'succeeded') this.tolerate();
    for (const branch of losers) this.cancel(branch);
  }

  private tolerate(): void {
    const { log } = this.flow.world;
    for (const { status, failure } of this.branches) if (status === 'failed' && failure) log.tolerated.push({ place: this.flow.place, failure });
    const { join, policy, count } = this.plan.rule;
    if (join === 'any' && policy === 'ignore' && this.decision?.reason === 'shortfall') log.warnings.push(`any: fewer than ${count ?? 1} branches succeeded`);
  }

  private cancel(branch: BranchState): void {
    const { task } = branch;
    if (!task || task.done) return;
    const { simulation, options } = this.flow.world;
    const at = simulation.now + (options.cleanupTimeout ?? CLEANUP_TIMEOUT);
    branch.dropCleanupTimer = simulation.schedule({ at, place: task.place, deadline: true, deliver: () => simulation.kill(task) });
    simulation.cancel(task);
  }

  private deadline(timeout: number): () => void {
    const { world, place } = this.flow;
    const fire = (): void => {
      if (this.record.outcome === null) this.settle('failed', failureAt(place, 'timeout', `the block timed out after ${timeout} ms`));
    };
    return world.simulation.schedule({ at: world.simulation.now + timeout, place, deadline: true, deliver: () => this.work(fire) });
  }

  /** The block's own branch is cancelled: every branch is; a decided block keeps its outcome on record. */
  interrupt(): 'now' | 'later' {
    this.#busy = true;
    if (this.record.outcome === null) this.settle('cancelled', null);
    if (this.flow.task.killed) for (const { task } of this.branches) if (task) this.flow.world.simulation.kill(task);
    this.#busy = false;
    return this.isOver ? 'now' : 'later';
  }

  /** The branches as the decision left them. */
  get outcomes(): readonly BranchOutcome[] {
    return this.branches.map(({ plan, index, status, value, failure }) => ({
      name: plan.name,
      index,
      value,
      failure,
      status: status === 'succeeded' || status === 'failed' ? status : 'cancelled',
    }));
  }

  private reports(): readonly BranchReport[] {
    return this.outcomes.map(({ name, index, status, value, failure }) => ({
      name: name ?? String(index),
      index,
      status,
      ...(status === 'succeeded' ? { value } : {}),
      ...(status === 'failed' && failure ? { error: failure } : {}),
    }));
  }
}
