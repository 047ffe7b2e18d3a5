/** Semantics 1.11 and 1.12: errors, handlers, retries. */
import { fails, hangs, OTHERWISE, replies, type SemanticsCase } from './case.ts';

export const errorCases: readonly SemanticsCase[] = [
  {
    title: '1.11 catch as e binds kind, message, label and attempts',
    program: `try:
  session "bad"
    retry: 1
catch as e:
  output r = [e.kind, e.message, e.label, e.attempts, e.failed]`,
    agents: [fails('bad', 10)],
    expected: { status: 'succeeded', outputs: { r: ['exit', 'bad failed', 'bad', 2, true] } },
  },
  {
    title: '1.11 errors without a session have null label and attempts',
    program: `try:
  throw "x"
catch as e:
  output r = [e.kind, e.message, e.label, e.attempts]`,
    expected: { outputs: { r: ['thrown', 'x', null, null] } },
  },
  {
    title: '1.11 exitCode is a member of an error of kind exit',
    program: `try:
  session "bad"
catch as e:
  output r = e.exitCode`,
    agents: [{ label: 'bad', delay: 10, fail: { kind: 'exit', exitCode: 3 } }],
    expected: { outputs: { r: 3 } },
  },
  {
    title: '1.11 throw takes a number or boolean as text, a list or object as JSON',
    program: `let r = []
for v in [5, true, [1, "a"], { k: 1 }]:
  try:
    throw v
  catch as e:
    r = r + e.message
output r = r`,
    expected: { outputs: { r: ['5', 'true', '[1,"a"]', '{"k":1}'] } },
  },
  {
    title: '1.11 an error value is raised again as it is, without a new cause',
    program: `parallel (on-fail: continue):
  a = session "bad"
try:
  throw a
catch as e:
  output r = [e.kind, e.label, e.cause]`,
    agents: [fails('bad', 10)],
    expected: { outputs: { r: ['exit', 'bad', null] } },
  },
  {
    title: '1.11 an error that was under way when an error value is raised is listed in tolerated',
    program: `parallel (on-fail: continue):
  a = session "bad"
try:
  try:
    throw "first"
  finally:
    throw a
catch as e:
  output r = [e.kind, e.cause]`,
    agents: [fails('bad', 10)],
    expected: { outputs: { r: ['exit', null] }, tolerated: ['exit', 'thrown'] },
  },
  {
    title: '1.11 bare throw re-raises the caught error',
    program: `try:
  try:
    session "bad"
  catch:
    session "note"
    throw
catch as e:
  output r = [e.kind, e.label, e.cause]`,
    agents: [fails('bad', 10), OTHERWISE],
    expected: { outputs: { r: ['exit', 'bad', null] }, starts: ['bad@0', 'note@10'] },
  },
  {
    title: '1.11 an error that is re-raised inside a finally body replaces the one under way and keeps it as cause',
    program: `try:
  try:
    throw "one"
  finally:
    try:
      session "bad"
    catch:
      throw
catch as e:
  output r = [e.label, e.cause.message]`,
    agents: [fails('bad', 10)],
    expected: { outputs: { r: ['bad', 'one'] }, tolerated: [] },
  },
  {
    title: '1.11 bare throw re-raises in the branches and items of a catch body too',
    program: `let r = []
try:
  try:
    session "bad"
  catch:
    parallel:
      do:
        throw
catch as e:
  r = r + e.label
try:
  try:
    session "bad"
  catch:
    parallel for x in ["a", "b"]:
      if x == "b":
        throw
catch as e:
  r = r + e.label
try:
  try:
    session "bad"
  catch:
    let y = ["a"] | map:
      throw
catch as e:
  r = r + e.label
try:
  try:
    session "bad"
  catch:
    parallel (concurrency: 1):
      do:
        throw
catch as e:
  r = r + e.label
output r = r`,
    agents: [fails('bad', 10)],
    expected: { outputs: { r: ['bad', 'bad', 'bad', 'bad'] } },
  },
  {
    title: '1.11 a false assert is an error of kind assertion',
    program: `let n = 1
assert n == 2: "n is {n}"`,
    expected: { status: 'failed', error: 'assertion', message: 'n is 1' },
  },
  {
    title: '1.11 a true assert does nothing',
    program: `assert 1 == 1
output r = 1`,
    expected: { status: 'succeeded', outputs: { r: 1 } },
  },
  {
    title: '1.11 finally runs once on success, after the body',
    program: `try:
  session "body"
finally:
  session "cleanup"
session "after"`,
    expected: { starts: ['body@0', 'cleanup@10', 'after@20'] },
  },
  {
    title: '1.11 finally runs once on failure, after the catch',
    program: `try:
  session "bad"
catch:
  session "handler"
finally:
  session "cleanup"`,
    agents: [fails('bad', 10), OTHERWISE],
    expected: { status: 'succeeded', starts: ['bad@0', 'handler@10', 'cleanup@20'] },
  },
  {
    title: '1.11 finally runs when nothing catches, and the error goes on',
    program: `try:
  session "bad"
finally:
  session "cleanup"
session "never"`,
    agents: [fails('bad', 10), OTHERWISE],
    expected: { status: 'failed', error: 'exit', starts: ['bad@0', 'cleanup@10'] },
  },
  {
    title: '1.11 finally runs on return, break and continue',
    program: `block f():
  try:
    return 1
  finally:
    session "r"
let x = do f()
for i in [1, 2, 3]:
  try:
    if i == 1:
      continue
    if i == 2:
      break
  finally:
    session "f{i}"
output r = x`,
    expected: { status: 'succeeded', outputs: { r: 1 }, starts: ['r@0', 'f1@10', 'f2@20'] },
  },
  {
    title: '1.11 an error in catch replaces the first and keeps it as cause',
    program: `try:
  try:
    throw "one"
  catch:
    throw "two"
catch as e:
  output r = [e.message, e.cause.message]`,
    expected: { outputs: { r: ['two', 'one'] } },
  },
  {
    title: '1.11 an error in finally replaces the first and keeps it as cause',
    program: `try:
  try:
    throw "one"
  finally:
    throw "two"
catch as e:
  output r = [e.message, e.cause.message]`,
    expected: { outputs: { r: ['two', 'one'] } },
  },
  {
    title: '1.11 return that leaves a finally body replaces an error, which is then tolerated',
    program: `block f():
  try:
    throw "one"
  finally:
    return "saved"
let x = do f()
output r = x`,
    expected: { status: 'succeeded', outputs: { r: 'saved' }, tolerated: ['thrown'] },
  },
  {
    title: '1.11 break that leaves a finally body replaces an error, which is then tolerated',
    program: `for i in [1, 2]:
  try:
    session "bad"
  finally:
    break
output r = "after"`,
    agents: [fails('bad', 10)],
    expected: { status: 'succeeded', outputs: { r: 'after' }, starts: ['bad@0'], tolerated: ['exit'] },
  },
  {
    title: '1.11 a caught error is not tolerated',
    program: `try:
  session "bad"
catch:
  session "handler"`,
    agents: [fails('bad', 10), OTHERWISE],
    expected: { status: 'succeeded', tolerated: [] },
  },
  {
    title: '1.11 the value of a try with finally is that of its body',
    program: `let x = try:
  1
finally:
  2
output r = x`,
    expected: { outputs: { r: 1 } },
  },
  {
    title: '1.11 reading an unbound name is an error of kind unbound',
    program: `let f = false
if f:
  let x = 1
output r = x`,
    expected: { status: 'failed', error: 'unbound' },
  },
  {
    title: '1.12 retry: 2 is two additional attempts after the first',
    program: `session "bad"
  retry: 2`,
    agents: [fails('bad', 10)],
    expected: { status: 'failed', error: 'exit', starts: ['bad@0', 'bad@10#2', 'bad@20#3'] },
  },
  {
    title: '1.12 retries end with the first success',
    program: `let x = session "flaky"
  retry: 5
output r = x`,
    agents: [
      { label: 'flaky', attempt: 1, delay: 10, fail: { kind: 'empty' } },
      { label: 'flaky', attempt: 2, delay: 10, fail: { kind: 'signal' } },
      replies('flaky', 10, 'fine'),
    ],
    expected: { status: 'succeeded', outputs: { r: 'fine' }, starts: ['flaky@0', 'flaky@10#2', 'flaky@20#3'] },
  },
  {
    title: '1.12 kinds that are not retried: denied, spawn, turn-limit',
    program: `parallel (on-fail: continue):
  session "a"
    retry: 3
  session "b"
    retry: 3
  session "c"
    retry: 3`,
    agents: [fails('a', 10, 'denied'), fails('b', 10, 'spawn'), fails('c', 10, 'turn-limit')],
    expected: { starts: ['a@0', 'b@0', 'c@0'], tolerated: ['denied', 'spawn', 'turn-limit'] },
  },
  {
    title: '1.12 backoff linear waits one second each',
    program: `session "bad"
  retry: 2
  backoff: linear`,
    agents: [fails('bad', 10)],
    expected: { starts: ['bad@0', 'bad@1010#2', 'bad@2020#3'], endedAt: 2030 },
  },
  {
    title: '1.12 backoff exponential waits 1, 2, 4 seconds',
    program: `session "bad"
  retry: 3
  backoff: exponential`,
    agents: [fails('bad', 10)],
    expected: { starts: ['bad@0', 'bad@1010#2', 'bad@3020#3', 'bad@7030#4'] },
  },
  {
    title: '1.12 between attempts the slot is free',
    program: `parallel:
  session "bad"
    retry: 1
    backoff: linear
  session "other"
    timeout: 5s`,
    agents: [{ label: 'bad', attempt: 1, delay: 10, fail: { kind: 'exit' } }, OTHERWISE],
    concurrency: 1,
    expected: { status: 'succeeded', starts: ['bad@0', 'other@10', 'bad@1010#2'] },
  },
  {
    title: '1.12 a timeout is one failed attempt',
    program: `session "slow"
  timeout: 1s
  retry: 1`,
    agents: [hangs('slow')],
    expected: { status: 'failed', error: 'timeout', starts: ['slow@0', 'slow@1000#2'], ends: ['slow@1000 timeout', 'slow@2000 timeout'] },
  },
  {
    title: '1.12 an agent is the default for retry and timeout of its sessions',
    program: `agent worker:
  model: sonnet
  prompt: "You work."
  retry: 1
  timeout: 2s
session: worker
  prompt: "go"`,
    agents: [{ agent: 'worker', hang: true }],
    expected: { status: 'failed', error: 'timeout', starts: ['worker@0', 'worker@2000#2'] },
  },
  {
    title: '1.12 output that is no JSON with returns: json is invalid-output, and is retried',
    program: `let x = session "data"
  returns: json
  retry: 1
output r = x`,
    agents: [{ label: 'data', delay: 10, replies: ['not json', '{"a": 1}'] }],
    expected: { outputs: { r: { a: 1 } }, starts: ['data@0', 'data@10#2'] },
  },
];
