/** Virtual time: order, instants, silence. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';

describe('virtual clock', () => {
  test('fires timers when they are due, in order of the moment and then of their start', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const at = (milliseconds: number, name: string) => clock.startTimer(milliseconds, () => seen.push(`${name}@${clock.elapsed}`));
    at(20, 'c');
    at(10, 'a');
    at(20, 'd');
    at(10, 'b');
    expect(await clock.run()).toBe('silent');
    expect(seen).toEqual(['a@10', 'b@10', 'c@20', 'd@20']);
  });

  test('runs deferred tasks when all that arrives at the instant has arrived, however long its promise chains', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.startTimer(5, () => {
      clock.defer(() => seen.push('deferred'));
      seen.push('first');
    });
    clock.startTimer(5, async () => {
      for (let i = 0; i < 50; i++) await Promise.resolve();
      seen.push('second');
      clock.startTimer(0, () => seen.push('third'));
    });
    await clock.run();
    expect(seen).toEqual(['first', 'second', 'third', 'deferred']);
  });

  test('a task deferred by a deferred task runs in the same instant, after it', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.defer(() => {
      seen.push('one');
      clock.defer(() => seen.push(`two@${clock.elapsed}`));
    });
    clock.startTimer(1, () => seen.push('later'));
    await clock.run();
    expect(seen).toEqual(['one', 'two@0', 'later']);
  });

  test('a cancelled timer never fires, also when it is cancelled in the instant in which it is due', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const stop = clock.startTimer(10, () => seen.push('no'));
    let stopOther = (): void => undefined;
    clock.startTimer(10, () => stopOther());
    stopOther = clock.startTimer(10, () => seen.push('no'));
    stop();
    expect(await clock.run()).toBe('silent');
    expect(seen).toEqual([]);
    expect(clock.elapsed).toBe(10);
  });

  test('stops where it is told to: over, reached, silent', async () => {
    const clock = new VirtualClock({ start: 1000 });
    const seen: number[] = [];
    for (const due of [10, 20, 30]) clock.startTimer(due, () => seen.push(due));
    expect(await clock.run(() => seen.includes(10))).toBe('over');
    expect([clock.now(), seen]).toEqual([1010, [10]]);
    expect(await clock.run(() => false, 25)).toBe('reached');
    expect([clock.now(), seen]).toEqual([1025, [10, 20]]);
    await clock.advance(100);
    expect([clock.elapsed, seen]).toEqual([125, [10, 20, 30]]);
    expect(await clock.run()).toBe('silent');
    expect(clock.elapsed).toBe(125);
  });

  property.prop([fc.array(fc.record({ due: fc.nat(20), dropped: fc.boolean() }))], { seed: 7 })(
    'timers fire sorted by moment and start, dropped ones not at all (seed 7)',
    async (timers) => {
      const clock = new VirtualClock();
      const seen: number[] = [];
      const drops = timers.map(({ due }, place) => clock.startTimer(due, () => seen.push(place)));
      for (const [place, { dropped }] of timers.entries()) if (dropped) drops[place]?.();
      await clock.run();
      const kept = [...timers.keys()].filter((place) => !timers[place]?.dropped);
      expect(seen).toEqual(kept.toSorted((a, b) => (timers[a]?.due ?? 0) - (timers[b]?.due ?? 0) || a - b));
    },
  );
});
