/** Semantics 2.3 to 2.6 and 4.1: cancellation, cleanup, what is kept, order at one instant. */
import { cancelled, fails, hangs, OTHERWISE, replies, type SemanticsCase } from './case.ts';

export const cancellationCases: readonly SemanticsCase[] = [
  {
    title: '2.3 a branch that had not started never starts',
    program: `parallel (concurrency: 1):
  a = session "bad"
  b = session "never"`,
    agents: [fails('bad', 10)],
    expected: { status: 'failed', starts: ['bad@0'], joins: ['all fail-fast failed: a=failed b=cancelled'] },
  },
  {
    title: '2.3 the names of the losers are bound to cancelled',
    program: `parallel (first):
  a = session "a"
  b = session "b"
output r = [a, b]`,
    agents: [replies('a', 10, 'A'), replies('b', 20, 'B')],
    expected: { outputs: { r: ['A', cancelled] }, ends: ['a@10 succeeded', 'b@10 cancelled'] },
  },
  {
    title: '2.3 cancellation is caught by no catch, and runs the finally bodies of entered trys, inner first',
    program: `parallel (first):
  a = session "a"
  b = do:
    try:
      try:
        session "slow"
      catch:
        session "never"
      finally:
        session "inner"
    finally:
      session "outer"
    session "never too"
session "after"`,
    agents: [replies('a', 10), hangs('slow'), OTHERWISE],
    expected: { status: 'succeeded', starts: ['a@0', 'slow@0', 'inner@10', 'outer@20', 'after@30'] },
  },
  {
    title: '2.3 a try that was not entered has no cleanup',
    program: `parallel (first):
  a = session "a"
  b = do:
    session "slow"
    try:
      session "never"
    finally:
      session "never too"
session "after"`,
    agents: [replies('a', 10), hangs('slow'), OTHERWISE],
    expected: { starts: ['a@0', 'slow@0', 'after@10'] },
  },
  {
    title: '2.3 several branches clean up at the same time; the block waits for all of them',
    program: `parallel (first):
  session "a"
  try:
    session "slow 1"
  finally:
    session "cleanup 1"
  try:
    session "slow 2"
  finally:
    session "cleanup 2"
session "after"`,
    agents: [replies('a', 10), hangs('slow 1'), hangs('slow 2'), replies('cleanup 1', 30), OTHERWISE],
    expected: { starts: ['a@0', 'slow 1@0', 'slow 2@0', 'cleanup 1@10', 'cleanup 2@10', 'after@40'] },
  },
  {
    title: '2.3 a finally body that runs already is not cancelled; the branch is cancelled after it',
    program: `parallel (first):
  a = session "a"
  b = do:
    try:
      session "short"
    finally:
      session "cleanup"
    session "never"
session "after"`,
    agents: [replies('a', 20), replies('short', 5), replies('cleanup', 50), OTHERWISE],
    expected: {
      starts: ['a@0', 'short@0', 'cleanup@5', 'after@55'],
      ends: ['short@5 succeeded', 'a@20 succeeded', 'cleanup@55 succeeded', 'after@65 succeeded'],
      joins: ['first fail-fast succeeded: a=succeeded b=cancelled'],
    },
  },
  {
    title: '2.3 a throw that leaves such a body changes neither branch nor join; it is tolerated with kind cleanup',
    program: `parallel (first):
  a = session "a"
  b = try:
    session "slow"
  finally:
    throw "cleanup failed"
output r = [a, b]`,
    agents: [replies('a', 10, 'A'), hangs('slow')],
    expected: { status: 'succeeded', outputs: { r: ['A', cancelled] }, tolerated: ['cleanup'] },
  },
  {
    title: '2.3 return that leaves such a body changes nothing either',
    program: `block f():
  parallel (first):
    a = session "a"
    b = try:
      session "slow"
    finally:
      return "mine"
  return a
let x = do f()
output r = x`,
    agents: [replies('a', 10, 'A'), hangs('slow')],
    expected: { status: 'succeeded', outputs: { r: 'A' }, tolerated: ['cleanup'] },
  },
  {
    title: '2.3 cleanupTimeout kills a finally body and skips the outer ones, each listed in tolerated',
    program: `parallel (first):
  a = session "a"
  b = try:
    try:
      session "slow"
    finally:
      session "stuck"
  finally:
    session "never"
session "after"`,
    agents: [replies('a', 10), hangs('slow'), hangs('stuck'), OTHERWISE],
    cleanupTimeout: 1000,
    expected: { status: 'succeeded', starts: ['a@0', 'slow@0', 'stuck@10', 'after@1010'], tolerated: ['cleanup', 'cleanup'] },
  },
  {
    title: '2.3 cleanup sessions go before all other waiting sessions',
    program: `parallel:
  parallel (first):
    session "a"
    try:
      session "slow"
    finally:
      session "cleanup"
  session "waiting 1"
  session "waiting 2"`,
    agents: [replies('a', 10), hangs('slow'), OTHERWISE],
    concurrency: 2,
    expected: { starts: ['a@0', 'slow@0', 'waiting 1@10', 'cleanup@10', 'waiting 2@20'] },
  },
  {
    title: '2.3 cancelling an outer block cancels an undecided inner one',
    program: `parallel (first):
  a = session "a"
  b = parallel:
    session "x"
    session "y"
output r = b`,
    agents: [replies('a', 10), hangs('x'), hangs('y')],
    expected: { outputs: { r: cancelled }, joins: ['first fail-fast succeeded: a=succeeded b=cancelled', 'all fail-fast cancelled: 0=cancelled 1=cancelled'] },
  },
  {
    title: '2.3 a block that was already decided and is only cleaning up keeps its outcome on record',
    program: `parallel (first):
  a = session "a"
  b = do:
    parallel (first):
      session "x"
      try:
        session "y"
      finally:
        session "cleanup"
    session "never"
session "after"`,
    agents: [replies('a', 20), replies('x', 10), hangs('y'), replies('cleanup', 50), OTHERWISE],
    expected: {
      starts: ['a@0', 'x@0', 'y@0', 'cleanup@10', 'after@60'],
      joins: ['first fail-fast succeeded: a=succeeded b=cancelled', 'first fail-fast succeeded: 0=succeeded 1=cancelled'],
    },
  },
  {
    title: '2.3 a block inside a finally body cancels its own losers as always',
    program: `parallel (first):
  a = session "a"
  b = try:
    session "slow"
  finally:
    parallel (first):
      session "x"
      session "y"
session "after"`,
    agents: [replies('a', 10), hangs('slow'), replies('x', 5), hangs('y'), OTHERWISE],
    expected: {
      starts: ['a@0', 'slow@0', 'x@10', 'y@10', 'after@15'],
      ends: ['a@10 succeeded', 'slow@10 cancelled', 'x@15 succeeded', 'y@15 cancelled', 'after@25 succeeded'],
    },
  },
  {
    title: '2.3 a session that waits between attempts is cancelled at once',
    program: `parallel (first):
  session "a"
  session "bad"
    retry: 3
    backoff: linear
session "after"`,
    agents: [replies('a', 100), fails('bad', 10), OTHERWISE],
    expected: { starts: ['a@0', 'bad@0', 'after@100'] },
  },
  {
    title: '2.4 finished results are in e.branches, in source order, whatever the outcome',
    program: `try:
  parallel:
    a = session "slow"
    session "bad"
    c = session "quick"
catch as e:
  let names = []
  let states = []
  for b in e.branches:
    names = names + b.name
    states = states + b.status
  output names = names
  output states = states
  output value = e.branches[2].value
  output index = e.branches[1].index`,
    agents: [replies('slow', 50), fails('bad', 20), replies('quick', 10, 'Q')],
    expected: { outputs: { names: ['a', '1', 'c'], states: ['cancelled', 'failed', 'succeeded'], value: 'Q', index: 1 } },
  },
  {
    title: '2.4 e.branches is that of the innermost block that the error left',
    program: `try:
  parallel:
    a = parallel:
      inner = session "bad"
    b = session "b"
catch as e:
  output r = [e.branches[0].name, e.branches[1]]`,
    agents: [fails('bad', 10), replies('b', 50)],
    expected: { outputs: { r: ['inner', null] } },
  },
  {
    title: '2.6 what is read after the join is in source order, never in order of completion',
    program: `let r = parallel:
  session "a"
  session "b"
  session "c"
output r = r`,
    agents: [replies('a', 30, 'A'), replies('b', 20, 'B'), replies('c', 10, 'C')],
    expected: { outputs: { r: ['A', 'B', 'C'] } },
  },
  {
    title: '2.6 ends at one instant are ordered by place in the program: the earlier branch wins',
    program: `parallel (first):
  a = session "a"
  b = session "b"
output r = [a, b]`,
    agents: [replies('a', 10, 'A'), replies('b', 10, 'B')],
    expected: { outputs: { r: ['A', cancelled] }, ends: ['a@10 succeeded', 'b@10 succeeded'], joins: ['first fail-fast succeeded: a=succeeded b=cancelled'] },
  },
  {
    title: '4.1 what one end causes happens before the next end of the same instant is delivered',
    program: `parallel (first):
  a = do:
    session "a"
    session "never"
  b = session "b"
output r = b`,
    agents: [replies('a', 10), replies('b', 10, 'B')],
    expected: { outputs: { r: 'B' }, starts: ['a@0', 'b@0'] },
  },
  {
    title: '4.1 a pure statement after an end belongs to the same step',
    program: `parallel (first):
  a = do:
    session "a"
    "A done"
  b = session "b"
output r = a`,
    agents: [replies('a', 10), replies('b', 10, 'B')],
    expected: { outputs: { r: 'A done' } },
  },
  {
    title: '4.1 all branches are started before any end among them is counted; sessions about to start are never scheduled',
    program: `parallel:
  throw "at once"
  session "never"
  try:
    session "never"
  finally:
    session "cleanup"`,
    expected: { status: 'failed', error: 'thrown', starts: ['cleanup@0'], joins: ['all fail-fast failed: 0=failed 1=cancelled 2=cancelled'] },
  },
  {
    title: '4.1 a block that starts and is cancelled in one step is on record',
    program: `parallel:
  throw "at once"
  parallel:
    session "never"
    session "never"`,
    expected: { status: 'failed', starts: [], joins: ['all fail-fast failed: 0=failed 1=cancelled', 'all fail-fast cancelled: 0=cancelled 1=cancelled'] },
  },
  {
    title: '4.1 a deadline that fires at the instant of an end comes last',
    program: `let r = parallel (timeout: 10ms):
  session "a"
output r = r`,
    agents: [replies('a', 10, 'A')],
    expected: { status: 'succeeded', outputs: { r: ['A'] } },
  },
  {
    title: '4.1 a deadline comes last also when the other end belongs to another branch',
    program: `try:
  parallel:
    do:
      session "x"
      session "bad"
    parallel (timeout: 40ms):
      session "slow"
catch as e:
  output r = e.kind`,
    agents: [replies('x', 30), fails('bad', 10), hangs('slow')],
    expected: {
      outputs: { r: 'exit' },
      joins: ['all fail-fast failed: 0=failed 1=cancelled', 'all fail-fast cancelled: 0=cancelled'],
    },
  },
  {
    title: '2.6 branches are ordered by their place in the source, not by their names',
    program: `parallel (first):
  zebra = session "z"
  ape = session "a"
  session "u"
output r = [zebra, ape]`,
    agents: [replies('z', 10, 'Z'), replies('a', 10, 'A'), replies('u', 10, 'U')],
    expected: { outputs: { r: ['Z', cancelled] }, starts: ['z@0', 'a@0', 'u@0'] },
  },
  {
    title: '2.6 an unnamed branch after a named one comes after it',
    program: `parallel (first):
  zebra = session "z"
  session "u"
output r = zebra`,
    agents: [replies('z', 10, 'Z'), replies('u', 10, 'U')],
    expected: { outputs: { r: 'Z' } },
  },
  {
    title: '4.9 a run that is cancelled for good unwinds through its finally bodies',
    program: `try:
  session "slow"
finally:
  session "cleanup"
session "never"`,
    agents: [hangs('slow'), OTHERWISE],
    cancelAt: 25,
    expected: { status: 'cancelled', starts: ['slow@0', 'cleanup@25'], endedAt: 35 },
  },
];
