/**
 * The event stream of a run: numbers, times and execution ids are given here and nowhere else.
 *
 * 1. `seq` counts from 1 without gaps; subscribers get events in this order.
 * 2. An execution id (semantics 3.5) is given to a path when it is first spoken of; it is for display.
 */
import { type Observable, Subject } from 'rxjs';
import { isoTime } from '../../ids.ts';
import type { Fact } from '../../machines/facts.ts';
import type { Clock } from '../../ports.ts';
import type { RunEvent, RunEventBody } from '../events.ts';

export class Recorder {
  readonly #events = new Subject<RunEvent>();
  readonly #executions = new Map<string, number>();
  #seq = 0;
  /** The last time told, and its text: many events come in one millisecond. */
  #instant = Number.NaN;
  #now = '';

  constructor(private readonly clock: Clock) {}

  get events$(): Observable<RunEvent> {
    return this.#events.asObservable();
  }

  publish(body: RunEventBody): void {
    this.#events.next({ v: 1, seq: ++this.#seq, at: this.now(), ...body });
  }

  /** What a machine announced, as events. */
  announce(fact: Fact): void {
    this.publish({ ...fact, execution: this.executionOf(fact.path ?? '') } as RunEventBody);
  }

  executionOf(path: string): number {
    const known = this.#executions.get(path);
    if (known !== undefined) return known;
    const execution = this.#executions.size + 1;
    this.#executions.set(path, execution);
    return execution;
  }

  now(): string {
    const instant = this.clock.now();
    if (instant !== this.#instant) [this.#instant, this.#now] = [instant, isoTime(instant)];
    return this.#now;
  }

  complete(): void {
    this.#events.complete();
  }
}
