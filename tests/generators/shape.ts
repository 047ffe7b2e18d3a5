/**
 * Programs as small trees of choices, before they have names: what fast-check makes and shrinks.
 *
 * A shape is always printable (`print.ts`): numbers are taken modulo what is there to choose from, so
 * that every sub-tree can stand anywhere and shrinking never makes a program invalid.
 */
import fc from 'fast-check';
import type { Join, Policy } from '../oracle/decide-join.oracle.ts';

export interface Block {
  readonly join: Join;
  readonly policy: Policy;
  /** 0: none. Used with `any` only. */
  readonly count: number;
  /** 0: none. */
  readonly concurrency: number;
  /** Milliseconds; 0: none. */
  readonly timeout: number;
}

export interface SessionShape {
  readonly kind: 'session';
  readonly retry: number;
  readonly backoff: boolean;
  /** Milliseconds; 0: none. Only sessions with a timeout may meet an agent that hangs. */
  readonly timeout: number;
  /** Whether the prompt shows a variable. */
  readonly shows: boolean;
  readonly pick: number;
}

export type Shape =
  | SessionShape
  | { readonly kind: 'bind'; readonly value: SessionShape; readonly assign: boolean; readonly pick: number }
  | { readonly kind: 'append'; readonly value: 'session' | 'literal'; readonly twice: boolean; readonly pick: number }
  | { readonly kind: 'set'; readonly pick: number }
  | { readonly kind: 'throw'; readonly when: Guard; readonly pick: number }
  | { readonly kind: 'leave'; readonly how: 'return' | 'break' | 'continue'; readonly when: Guard; readonly pick: number }
  | { readonly kind: 'output'; readonly pick: number }
  | { readonly kind: 'call'; readonly pick: number; readonly bind: boolean; readonly depth: number }
  | { readonly kind: 'if'; readonly when: Guard; readonly met: readonly Shape[]; readonly otherwise: readonly Shape[]; readonly pick: number }
  | { readonly kind: 'choice'; readonly options: readonly (readonly Shape[])[] }
  | { readonly kind: 'repeat' | 'loop'; readonly times: number; readonly when: Guard; readonly body: readonly Shape[]; readonly pick: number }
  | { readonly kind: 'for'; readonly items: number; readonly body: readonly Shape[]; readonly pick: number }
  | {
      readonly kind: 'try';
      readonly body: readonly Shape[];
      readonly handler: readonly Shape[] | null;
      readonly rethrow: boolean;
      readonly cleanup: readonly Shape[] | null;
      readonly pick: number;
    }
  | { readonly kind: 'parallel'; readonly block: Block; readonly branches: readonly BranchShape[]; readonly pick: number }
  | { readonly kind: 'fan-out'; readonly block: Block; readonly items: number; readonly body: readonly Shape[]; readonly pick: number }
  | {
      readonly kind: 'pipeline';
      readonly stage: 'map' | 'filter' | 'pmap' | 'reduce';
      readonly items: number;
      readonly body: readonly Shape[];
      readonly pick: number;
    };

export interface BranchShape {
  readonly naming: 'none' | 'bare' | 'let' | 'const';
  readonly body: readonly Shape[];
}

/** When something happens: always, by index, by a number or an earlier result, or as a judge says. */
export type Guard = 'always' | 'index' | 'number' | 'result' | 'judge';

export interface ProgramShape {
  readonly blocks: readonly { readonly body: readonly Shape[]; readonly recursive: boolean }[];
  readonly body: readonly Shape[];
}

const pick = fc.nat({ max: 7 });
const guard = fc.constantFrom<Guard[]>('index', 'always', 'number', 'result', 'judge');

const session: fc.Arbitrary<SessionShape> = fc.record({
  kind: fc.constant('session' as const),
  retry: fc.constantFrom(0, 0, 0, 1, 2),
  backoff: fc.constantFrom(false, false, false, true),
  timeout: fc.constantFrom(0, 0, 0, 0, 15, 45),
  shows: fc.boolean(),
  pick,
});

const block: fc.Arbitrary<Block> = fc.record({
  join: fc.constantFrom<Join[]>('all', 'first', 'any', 'regardless'),
  policy: fc.constantFrom<Policy[]>('fail-fast', 'continue', 'ignore'),
  count: fc.nat({ max: 3 }),
  concurrency: fc.constantFrom(0, 0, 0, 1, 2),
  timeout: fc.constantFrom(0, 0, 0, 0, 0, 0, 25, 40),
});

interface Tree {
  readonly shape: Shape;
  readonly body: readonly Shape[];
}

const shapes = fc.letrec<Tree>((tie: fc.LetrecTypedTie<Tree>) => {
  const body = tie('body');
  const items = fc.integer({ min: 1, max: 3 });
  const leaf = fc.oneof(
    { arbitrary: session, weight: 6 },
    { arbitrary: fc.record({ kind: fc.constant('bind' as const), value: session, assign: fc.boolean(), pick }), weight: 5 },
    {
      arbitrary: fc.record({ kind: fc.constant('append' as const), value: fc.constantFrom('literal' as const, 'session' as const), twice: fc.boolean(), pick }),
      weight: 3,
    },
    { arbitrary: fc.record({ kind: fc.constant('call' as const), pick, bind: fc.boolean(), depth: fc.nat({ max: 1 }) }), weight: 3 },
    { arbitrary: fc.record({ kind: fc.constant('throw' as const), when: guard, pick }), weight: 1 },
    {
      arbitrary: fc.record({
        kind: fc.constant('leave' as const),
        how: fc.constantFrom('return' as const, 'break' as const, 'continue' as const),
        when: guard,
        pick,
      }),
      weight: 1,
    },
    { arbitrary: fc.record({ kind: fc.constant('output' as const), pick }), weight: 1 },
    { arbitrary: fc.record({ kind: fc.constant('set' as const), pick }), weight: 1 },
  );
  const branch = fc.record({ naming: fc.constantFrom<BranchShape['naming'][]>('none', 'bare', 'let', 'const'), body });
  return {
    body: fc.array(tie('shape'), { minLength: 1, maxLength: 4, depthIdentifier: 'shape' }),
    shape: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'shape', withCrossShrink: true },
      { arbitrary: leaf, weight: 8 },
      {
        arbitrary: fc.record({
          kind: fc.constant('parallel' as const),
          block,
          branches: fc.array(branch, { minLength: 1, maxLength: 4, size: 'medium' }),
          pick,
        }),
        weight: 6,
      },
      { arbitrary: fc.record({ kind: fc.constant('fan-out' as const), block, items: fc.nat({ max: 4 }), body, pick }), weight: 3 },
      {
        arbitrary: fc.record({
          kind: fc.constant('try' as const),
          body,
          handler: fc.option(body),
          rethrow: fc.constantFrom(false, false, true),
          cleanup: fc.option(body),
          pick,
        }),
        weight: 4,
      },
      { arbitrary: fc.record({ kind: fc.constant('if' as const), when: guard, met: body, otherwise: body, pick }), weight: 1 },
      {
        arbitrary: fc.record({ kind: fc.constant('choice' as const), options: fc.array(body, { minLength: 1, maxLength: 3, depthIdentifier: 'shape' }) }),
        weight: 1,
      },
      { arbitrary: fc.record({ kind: fc.constantFrom('repeat' as const, 'loop' as const), times: items, when: guard, body, pick }), weight: 2 },
      { arbitrary: fc.record({ kind: fc.constant('for' as const), items, body, pick }), weight: 1 },
      {
        arbitrary: fc.record({
          kind: fc.constant('pipeline' as const),
          stage: fc.constantFrom('map' as const, 'filter' as const, 'pmap' as const, 'reduce' as const),
          items,
          body,
          pick,
        }),
        weight: 1,
      },
    ) as fc.Arbitrary<Shape>,
  };
});

export const programShape: fc.Arbitrary<ProgramShape> = fc.record({
  blocks: fc.array(fc.record({ body: shapes.body, recursive: fc.boolean() }), { maxLength: 2 }),
  body: fc.array(shapes.shape, { minLength: 1, maxLength: 6, size: 'medium' }),
});
