/** A run as the library tells it: a document and the events before it. */
import type { Failure, RunDocument, RunEvent } from '../../src/index.ts';

export const failure: Failure = { kind: 'exit', message: 'exit 1', label: 'Look', path: '/session-look@1', attempts: 1 };

const session = {
  label: 'Look',
  kind: 'session',
  agent: null,
  command: 'simulated',
  model: null,
  attempts: 1,
  startedAt: null,
  endedAt: null,
  resultFile: null,
  error: null,
  cancelledBy: null,
  usage: null,
} as const;

export const document: RunDocument = {
  format: 1,
  id: 'r1',
  status: 'succeeded',
  program: 'hello.prose',
  startedAt: '2026-11-21T09:30:12.000Z',
  endedAt: null,
  outputs: {},
  result: null,
  sessions: [
    { ...session, path: '/a', status: 'succeeded' },
    { ...session, path: '/b', status: 'succeeded' },
    { ...session, path: '/c', status: 'failed' },
  ],
  joins: [],
  tolerated: [],
  pausedOn: [],
  unkilled: [],
  error: null,
};

const path = '/session-look@1';
const begin = Date.parse(document.startedAt);

/** What an event adds to its type; checked by the union when it is used. */
type Body = { [Type in RunEvent['type']]: Omit<Extract<RunEvent, { type: Type }>, 'v' | 'seq' | 'at'> }[RunEvent['type']];

function event(seq: number, milliseconds: number, body: Body): RunEvent {
  return { v: 1, seq, at: new Date(begin + milliseconds).toISOString(), ...body } as RunEvent; // a union of bodies spread is the union of events
}

const bodies: readonly (readonly [number, Body])[] = [
  [0, { type: 'run.started', id: 'r1', program: 'hello.prose', inputs: {} }],
  [50, { type: 'session.scheduled', path, execution: 1, label: 'Look', kind: 'session', agent: 'writer', command: 'simulated', model: 'sonnet', attempt: 1 }],
  [100, { type: 'session.started', path, attempt: 1, pid: 7 }],
  [1000, { type: 'session.output', path, attempt: 1, stream: 'stdout', line: 'half\u001b[31m done' }],
  [1100, { type: 'session.retrying', path, attempt: 1, error: failure, delay: 2000 } as Body],
  [3100, { type: 'session.started', path, attempt: 2, pid: 8 }],
  [4000, { type: 'session.succeeded', path, attempt: 2, value: 'Owls', usage: null, resultFile: null } as Body],
  [
    4010,
    {
      type: 'join.joined',
      path: '/parallel@2',
      join: 'all',
      onFail: 'continue',
      outcome: 'succeeded',
      branches: [
        { name: 'a', index: 0, status: 'succeeded' },
        { name: 'b', index: 1, status: 'failed' },
      ],
    },
  ],
  [4020, { type: 'name.bound', path, execution: 1, name: 'x', kind: 'let', programLevel: true, source: 'let x', value: 'Owls' } as Body],
  [65_000, { type: 'warning', path: null, message: 'late' }],
];

export const events: readonly RunEvent[] = bodies.map(([milliseconds, body], at) => event(at + 1, milliseconds, body));

/** A promise that a test settles when it wants. */
export function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
