/**
 * Calls of blocks and programs: known, and with the arguments they need (E005, E009, E025, E026, E027, E034).
 *
 * 1. Positional arguments bind parameters or inputs in source order; properties of a `call` are inputs too.
 * 2. Of a program only leading inputs that are not optional must be supplied: later ones ask.
 * 3. Nothing is said about a program that could not be loaded.
 */
import type { Argument, BlockDefinition, CallStatement, DoStatement, Name, ProgramCall, Span } from '../ast.ts';
import type { ProgramInput, UsedProgram } from '../checked-program.ts';
import { refusedOnCalls } from '../scopes/declarations.ts';
import { reportUnknownName } from './check-context.ts';
import type { CheckContext } from './check-context.ts';

export function checkDo(node: DoStatement, context: CheckContext): void {
  const target = findTarget(node.name, context);
  if (target?.kind === 'block') checkCount(node.name.text, node.arguments.length, target.block.parameters.length, node.span, context);
  else if (target?.kind === 'program') checkProgramCall(node.name.text, target.inputs, { positional: node.arguments.length, named: [] }, node.span, context);
}

export function checkCallStatement(node: CallStatement, context: CheckContext): void {
  const named = namedOf(node.arguments, context);
  for (const { name } of node.properties) {
    if (refusedOnCalls.has(name.text)) {
      context.reporter.add(
        'E005',
        name.span,
        `\`${name.text}\` is not allowed on a call: the sessions inside have their own`,
        `give an input of that name in parentheses: \`call ${node.name.text}(${name.text}: ...)\``,
      );
    } else addNamed(named, name, context);
  }
  checkCall(node.name, { positional: positionalOf(node.arguments), named }, node.span, context);
}

export function checkExpressionCall(node: ProgramCall, context: CheckContext): void {
  checkCall(node.name, { positional: positionalOf(node.arguments), named: namedOf(node.arguments, context) }, node.span, context);
}

interface Given {
  readonly positional: number;
  readonly named: readonly Name[];
}

type Target =
  | { readonly kind: 'block'; readonly block: BlockDefinition }
  | { readonly kind: 'program'; readonly inputs: readonly ProgramInput[] }
  | { readonly kind: 'unknown-inputs' };

function checkCall(name: Name, given: Given, call: Span, context: CheckContext): void {
  const target = findTarget(name, context);
  if (target?.kind === 'block') checkBlockCall(target.block, given, call, context);
  else if (target?.kind === 'program') checkProgramCall(name.text, target.inputs, given, call, context);
}

function findTarget(name: Name, context: CheckContext): Target | undefined {
  const { blocks, uses } = context.declarations;
  const block = blocks.get(name.text);
  if (block) return { kind: 'block', block };
  const used = uses.get(name.text);
  if (used) return usedTarget(used);
  reportUnknownName(context, 'E025', name, 'block or program', [...blocks.keys(), ...uses.keys()]);
  return undefined;
}

function usedTarget(used: UsedProgram): Target {
  return used.program ? { kind: 'program', inputs: used.program.inputs } : { kind: 'unknown-inputs' };
}

function checkBlockCall(block: BlockDefinition, given: Given, call: Span, context: CheckContext): void {
  const parameters = block.parameters.map((parameter) => parameter.text);
  checkInputs(block.name.text, parameters, parameters, given, 'parameter', call, context);
}

function checkProgramCall(name: string, inputs: readonly ProgramInput[], given: Given, call: Span, context: CheckContext): void {
  const needed = inputs.filter((input) => input.leading && !input.optional).map((input) => input.name);
  checkInputs(
    name,
    inputs.map((input) => input.name),
    needed,
    given,
    'input',
    call,
    context,
  );
}

function checkInputs(
  name: string,
  known: readonly string[],
  needed: readonly string[],
  given: Given,
  what: 'input' | 'parameter',
  call: Span,
  context: CheckContext,
): void {
  if (given.positional > known.length) {
    checkCount(name, given.positional, known.length, call, context);
    return;
  }
  const knownNames = new Set(known);
  const supplied = new Set(known.slice(0, given.positional));
  for (const argument of given.named) {
    if (!knownNames.has(argument.text)) reportUnknownInput(name, argument.text, known, what, call, context);
    else if (supplied.has(argument.text)) reportTwice(argument, context);
    supplied.add(argument.text);
  }
  const missing = needed.filter((input) => !supplied.has(input));
  if (missing.length > 0) {
    const list = missing.map((input) => `\`${input}\``).join(', ');
    context.reporter.add(
      'E026',
      call,
      `\`${name}\` needs the ${what}${missing.length > 1 ? 's' : ''} ${list}`,
      `write \`${name}(${missing.map((input) => `${input}: ...`).join(', ')})\``,
    );
  }
}

function reportUnknownInput(name: string, argument: string, known: readonly string[], what: string, call: Span, context: CheckContext): void {
  const near = context.guess.nearest(argument, known);
  const hint = near ? `did you mean \`${near}\`?` : known.length > 0 ? `it has: ${known.join(', ')}` : undefined;
  context.reporter.add('E027', call, `\`${name}\` has no ${what} named \`${argument}\``, hint);
}

function checkCount(name: string, given: number, wanted: number, call: Span, context: CheckContext): void {
  if (given !== wanted)
    context.reporter.add('E034', call, `\`${name}\` takes ${counted(wanted)}, ${given === 0 ? 'none is' : given === 1 ? 'one is' : `${given} are`} given`);
}

function counted(number: number): string {
  if (number === 0) return 'no arguments';
  return number === 1 ? '1 argument' : `${number} arguments`;
}

function positionalOf(given: readonly Argument[]): number {
  return given.filter((argument) => !argument.name).length;
}

function namedOf(given: readonly Argument[], context: CheckContext): Name[] {
  const named: Name[] = [];
  for (const { name } of given) if (name) addNamed(named, name, context);
  return named;
}

function addNamed(named: Name[], name: Name, context: CheckContext): void {
  if (named.some((other) => other.text === name.text)) reportTwice(name, context);
  else named.push(name);
}

function reportTwice(name: Name, context: CheckContext): void {
  context.reporter.add('E009', name.span, `\`${name.text}\` is given twice`, 'keep one of them');
}
