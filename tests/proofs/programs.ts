/**
 * Programs around one join, or one join in another: every form of a parallel block, every place of a `try`.
 *
 * Leaves are sessions labelled `a`, `b`, `c`; cleanup sessions are labelled after what they clean up.
 */
import type { JoinRule } from '../oracle/decide-join.oracle.ts';

/** `regions` and `named`: `parallel:` as a parallel state; `items`: `parallel for`; `lanes`, `queue`: `parallel:` as a fan-out, `queue` with fewer lanes than branches. */
export const forms = ['regions', 'named', 'items', 'lanes', 'queue'] as const;
export type Form = (typeof forms)[number];

/** Where a `try` stands: nowhere, around the block, inside each branch, or both. */
export const places = ['nowhere', 'around', 'inside', 'both'] as const;
export type Place = (typeof places)[number];

/** A branch's name and its statement's lines. */
interface Branch {
  readonly name: string;
  readonly lines: readonly string[];
}

export function flatProgram(rule: JoinRule, form: Form, place: Place): string {
  const inside = place === 'inside' || place === 'both';
  const branches = ['a', 'b', 'c'].map((name): Branch => ({ name, lines: inside ? withFinally(name, [`session "${name}"`]) : [`session "${name}"`] }));
  return whole(block(rule, form, branches), place, form === 'named' ? ['a', 'b', 'c'] : []);
}

/** A block of two branches whose second one is a block of two branches. */
export function nestedProgram(outer: JoinRule, inner: JoinRule, outerForm: Form, innerForm: Form, place: Place): string {
  const inside = place === 'inside' || place === 'both';
  const leaves = ['b', 'c'].map((name): Branch => ({ name, lines: inside ? withFinally(name, [`session "${name}"`]) : [`session "${name}"`] }));
  const within = block(inner, innerForm, leaves);
  const branches: readonly Branch[] = [
    { name: 'a', lines: ['session "a"'] },
    { name: 'bc', lines: inside ? withFinally('bc', within) : within },
  ];
  return whole(block(outer, outerForm, branches), place, outerForm === 'named' ? ['a', 'bc'] : []);
}

function whole(statement: readonly string[], place: Place, names: readonly string[]): string {
  const outputs = ['output value = v', ...(names.length > 0 ? [`output names = [${names.join(', ')}]`] : [])];
  const [header = '', ...rest] = statement;
  const body = [`let v = ${header}`, ...rest, ...outputs];
  if (place === 'nowhere' || place === 'inside') return lines(body);
  return lines([
    'try:',
    ...indent(body),
    'catch as e:',
    ...indent(['session "caught"', 'output kind = e.kind', 'output branches = e.branches']),
    'finally:',
    '  session "end"',
  ]);
}

function block(rule: JoinRule, form: Form, branches: readonly Branch[]): readonly string[] {
  if (form === 'items') return items(rule, branches);
  const concurrency = form === 'lanes' ? branches.length : form === 'queue' ? branches.length - 1 : null;
  const statements = branches.flatMap(({ name, lines: [first = '', ...rest] }) => (form === 'named' ? [`${name} = ${first}`, ...rest] : [first, ...rest]));
  return [`parallel (${modifiers(rule, concurrency)}):`, ...indent(statements)];
}

/** One body for all items, which chooses by the item. */
function items(rule: JoinRule, branches: readonly Branch[]): readonly string[] {
  const [first, ...others] = branches;
  const arms = [`if x == "${first?.name}":`, ...indent(first?.lines ?? []), ...others.flatMap(({ name, lines }) => [`elif x == "${name}":`, ...indent(lines)])];
  return [`parallel for x in [${branches.map(({ name }) => `"${name}"`).join(', ')}] (${modifiers(rule, null)}):`, ...indent(arms)];
}

function modifiers(rule: JoinRule, concurrency: number | null): string {
  return [
    rule.join,
    `on-fail: ${rule.policy}`,
    ...(rule.count === undefined ? [] : [`count: ${rule.count}`]),
    ...(concurrency === null ? [] : [`concurrency: ${concurrency}`]),
  ].join(', ');
}

function withFinally(name: string, body: readonly string[]): readonly string[] {
  return ['try:', ...indent(body), 'finally:', `  session "finally ${name}"`];
}

function indent(text: readonly string[]): readonly string[] {
  return text.map((line) => `  ${line}`);
}

function lines(text: readonly string[]): string {
  return `${text.join('\n')}\n`;
}
