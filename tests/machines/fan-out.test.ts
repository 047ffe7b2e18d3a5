/** The fan-out machine: lanes, counting, the decision, and what follows it (semantics 2.2, 2.3, 2.9 - 2.11). */
import { describe, expect, test } from 'vitest';
import { createFanOutMachine, type FanOutInput } from '../../src/machines/fan-out.machine.ts';
import { cancel, done, inert, type Stepped, stepped } from './steps.ts';

const machine = createFanOutMachine({ announce: () => undefined, requestTurn: () => undefined }, { timer: inert, body: inert }, 64);

function input(branches: number, more: Partial<FanOutInput> = {}): FanOutInput {
  return {
    path: '/pf',
    src: 'body',
    branches,
    items: Array.from({ length: branches }, (_, place) => `item ${place}`),
    names: null,
    variable: 'x',
    index: null,
    outer: [],
    depth: 0,
    depths: {},
    frames: [''],
    handled: null,
    lanes: null,
    join: 'all',
    policy: 'fail-fast',
    count: null,
    timeout: null,
    ...more,
  };
}

const frame = { writes: {}, outputs: {}, names: {}, returned: null };
const error = { kind: 'exit', message: 'exit 1', label: 'x', path: '/pf[1]/x', attempts: 1 } as const;
const turn = { type: 'turn', id: 'fan-out' };
const succeeds = (lane: number, value = `result ${lane}`): object => done(`lane${lane}`, { status: 'succeeded', value, ...frame });
const fails = (lane: number): object => done(`lane${lane}`, { status: 'failed', error, ...frame });
const isGone = (lane: number): object => done(`lane${lane}`, { status: 'cancelled', by: '/pf', ...frame });

const outcome = ({ output }: Stepped): { status: string; order: readonly number[]; decision: { outcome: string; by: string; winner?: number | null } | null } =>
  // The machine ends with this output and no other.
  output as never;

describe('lanes', () => {
  test('2.11 all items that the lanes admit start at once, in order; a free lane takes the next item', () => {
    expect(stepped(machine, input(3, { lanes: 2 }), []).context).toMatchObject({ next: 2, lanes: [0, 1] });
    expect(stepped(machine, input(3, { lanes: 2 }), [succeeds(1)]).context).toMatchObject({ next: 2, lanes: [0, null], arrived: [1] });
    expect(stepped(machine, input(3, { lanes: 2 }), [succeeds(1), turn]).context).toMatchObject({
      next: 3,
      lanes: [0, 2],
      arrived: [],
      tally: { succeeded: 1 },
    });
  });

  test('2.11 without a limit of its own it has the lanes of the run, never more than items', () => {
    expect(stepped(machine, input(3), []).context.lanes).toHaveLength(3);
    expect(stepped(machine, input(70), []).context.lanes).toHaveLength(64);
  });

  test('2.6 ends that wait are counted one a turn, in item order, whatever the order in which they came', () => {
    const after = stepped(machine, input(3, { join: 'regardless' }), [succeeds(2), succeeds(0), turn, turn, succeeds(1), turn]);
    expect([after.state, outcome(after).order]).toEqual(['ended', [0, 2, 1]]);
  });

  test('4.1 counting stops at the end that decides: what came with it is not counted', () => {
    const after = stepped(machine, input(3, { join: 'first' }), [succeeds(2), succeeds(1), turn, isGone(0)]);
    expect([outcome(after).order, outcome(after).decision?.winner]).toEqual([[1], 1]);
  });

  test('4.1 the item that an end makes room for starts before the next end is counted', () => {
    const after = stepped(machine, input(3, { lanes: 2 }), [succeeds(1), succeeds(0), turn]);
    expect(after.context).toMatchObject({ next: 3, lanes: [2, null], arrived: [1], tally: { succeeded: 1, firstSuccess: 0 } });
  });

  test('the end of a lane that is free is nobody’s', () => {
    const after = stepped(machine, input(2, { lanes: 1 }), [succeeds(0), succeeds(0), turn]);
    expect(after.context).toMatchObject({ next: 2, tally: { succeeded: 1 } });
  });
});

const rows: readonly (readonly [name: string, input: FanOutInput, events: readonly object[], state: string, status: string | null])[] = [
  ['runs', input(2), [], 'running', null],
  ['2.9 no item: ends at once', input(0), [], 'ended', 'succeeded'],
  ['an end alone decides nothing before its turn', input(1), [succeeds(0)], 'running', null],
  ['all ended', input(2), [succeeds(0), succeeds(1), turn, turn], 'ended', 'succeeded'],
  ['2.2 a failure stops the others', input(2), [fails(0), turn], 'stopping', null],
  ['2.3 ends when all are gone', input(2), [fails(0), turn, isGone(1)], 'ended', 'succeeded'],
  ['2.3 an end after the decision frees the lane and changes nothing', input(2), [fails(0), turn, succeeds(1)], 'ended', 'succeeded'],
  ['2.10 the deadline decides', input(2, { timeout: 1000 }), [done('deadline', { status: 'succeeded', value: null })], 'stopping', null],
  ['2.10 and waits for all to be gone', input(1, { timeout: 1000 }), [done('deadline', null), isGone(0)], 'ended', 'succeeded'],
  ['cancelled from outside', input(2), [cancel('/other')], 'stopping', null],
  ['cancelled from outside, some gone', input(2), [cancel('/other'), isGone(0)], 'stopping', null],
  ['cancelled from outside, all gone', input(2), [cancel('/other'), isGone(0), isGone(1)], 'ended', 'cancelled'],
  ['cancelled from outside: no end is counted any more', input(1), [cancel('/other'), succeeds(0), turn], 'ended', 'cancelled'],
  ['2.3 decided, then cancelled from outside: the outcome stands', input(2), [fails(0), turn, cancel('/other'), isGone(1)], 'ended', 'succeeded'],
];

describe('fan-out machine', () => {
  test.each(rows)('%s', (_, given, events, state, status) => {
    const after = stepped(machine, given, events);
    expect([after.state, after.output ? outcome(after).status : null]).toEqual([state, status]);
  });

  test('2.3 a branch that had not started never starts', () => {
    const after = stepped(machine, input(4, { lanes: 2 }), [fails(0), turn, isGone(1)]);
    expect([after.state, after.context.next, Object.keys(after.context.ends.results)]).toEqual(['ended', 2, ['0', '1']]);
  });

  test('2.5 the decision names what decided: the failed session, else the block', () => {
    expect(outcome(stepped(machine, input(1), [fails(0), turn])).decision).toEqual({ outcome: 'failed', culprit: 0, by: error.path });
    expect(outcome(stepped(machine, input(1), [succeeds(0), turn])).decision).toEqual({ outcome: 'succeeded', winner: null, by: '/pf' });
  });

  test('the deadline after the decision, and after a cancellation, is ignored', () => {
    const deadline = done('deadline', { status: 'succeeded', value: null });
    const decided = stepped(machine, input(2, { timeout: 1000 }), [fails(0), turn, deadline, isGone(1)]);
    expect(outcome(decided).decision?.outcome).toBe('failed');
    const cancelled = stepped(machine, input(1, { timeout: 1000 }), [cancel('/other'), deadline, isGone(0)]);
    expect(outcome(cancelled).decision).toBeNull();
  });

  test('orders: lanes start in order, a decision stops those in use in the items’ order', () => {
    expect(stepped(machine, input(3, { join: 'first' }), [succeeds(1), turn]).orders.filter((order) => order.startsWith('send'))).toEqual([
      'send lane0 cancel',
      'send lane2 cancel',
    ]);
    expect(stepped(machine, input(2), [cancel('/other')]).orders.filter((order) => order.startsWith('send'))).toEqual([
      'send lane0 cancel',
      'send lane1 cancel',
    ]);
  });

  test('2.3 when the time for cleaning up is over, what is left is killed', () => {
    const over = stepped(machine, input(3, { join: 'first' }), [succeeds(1), turn, isGone(0), done('cleanup', { status: 'succeeded', value: null })]);
    expect(over.orders.filter((order) => order.startsWith('send'))).toEqual(['send lane2 cancel']);
    expect(stepped(machine, input(1), [cancel('/other', { kill: true })]).orders.filter((order) => order.startsWith('send'))).toContain('send lane0 cancel');
  });
});
