/**
 * Simple statements of generated programs: sessions, variables, throws and jumps.
 *
 * Owns: fresh names and the budget of invocations. Compound statements: `print.ts`.
 */
import { type Place, pickFrom, type Variable, type VariableType } from './scope.ts';
import type { Guard, SessionShape, Shape } from './shape.ts';

const BUDGET = 30;

export type Lines = readonly string[];
export const indent = (lines: Lines): Lines => lines.map((line) => `  ${line}`);

export const PLAIN: SessionShape = { kind: 'session', retry: 0, backoff: false, timeout: 0, shows: false, pick: 0 };

export class SimplePrinter {
  /** Invocations that still fit. */
  protected left = BUDGET;
  #count = 0;

  protected fresh(prefix: string): string {
    return `${prefix}${++this.#count}`;
  }

  /** Whether one more invocation per run of this place fits; takes it when it does. */
  protected affords(place: Place, invocations = 1): boolean {
    const cost = place.times * invocations;
    if (cost > this.left) return false;
    this.left -= cost;
    return true;
  }

  protected session(shape: SessionShape, place: Place, reply: 's' | 'l' | 'n' | 'y'): Lines {
    if (!this.affords(place, 1 + shape.retry)) return [`"${this.fresh('p')}"`];
    const name = `${this.fresh(reply)}${shape.timeout > 0 ? 't' : ''}`;
    const shown = shape.shows
      ? pickFrom(
          place.variables.filter((variable) => variable.type !== 'dirty'),
          shape.pick,
        )
      : undefined;
    const text = [name, ...[...place.marks, ...(shown ? [shown.name] : [])].map((mark) => `{${mark}}`)].join(' ');
    return [
      `session "${text}"`,
      ...(shape.retry > 0 ? [`  retry: ${shape.retry}`] : []),
      ...(shape.retry > 0 && shape.backoff ? ['  backoff: linear'] : []),
      ...(shape.timeout > 0 ? [`  timeout: ${shape.timeout}ms`] : []),
    ];
  }

  /** Puts something before the first line of a statement. */
  protected prefixed(prefix: string, [first = '', ...rest]: Lines): Lines {
    return [`${prefix}${first}`, ...rest];
  }

  protected declared(name: string, type: VariableType, place: Place): string {
    place.variables.push({ name, type, assignable: true });
    return name;
  }

  protected assignable(place: Place, type: VariableType, pick: number): Variable | undefined {
    return pickFrom(
      place.variables.filter((variable) => variable.assignable && variable.type === type),
      pick,
    );
  }

  protected bind(shape: Shape & { kind: 'bind' }, place: Place): Lines {
    const target = shape.assign ? this.assignable(place, 'text', shape.pick) : undefined;
    const value = this.session(shape.value, place, 's');
    if (target) return this.prefixed(`${target.name} = `, value);
    return this.prefixed(`let ${this.declared(this.fresh('v'), 'text', place)} = `, value);
  }

  protected append(shape: Shape & { kind: 'append' }, place: Place): Lines {
    const target = this.assignable(place, shape.pick % 3 === 0 ? 'number' : 'list', shape.pick);
    if (!target) return [];
    if (target.type === 'number') return [`${target.name} = ${target.name} + ${(shape.pick % 4) + 1}${shape.twice ? ' + 1' : ''}`];
    const before: Lines = shape.value === 'session' ? this.bind({ kind: 'bind', value: PLAIN, assign: false, pick: 0 }, place) : [];
    const item = shape.value === 'session' ? (place.variables.at(-1)?.name ?? '0') : `"i${shape.pick}"`;
    return [...before, `${target.name} = ${target.name} + ${item}${shape.twice ? ` + "j${shape.pick}"` : ''}`];
  }

  /** An assignment that is no append. */
  protected set(pick: number, place: Place): Lines {
    const number = this.assignable(place, 'number', pick);
    if (number && pick % 2 === 0) return [`${number.name} = ${number.name} * 2 + 1`];
    const list = this.assignable(place, 'list', pick);
    return list ? [`${list.name} = ["z${pick}"]`] : [];
  }

  protected value(pick: number, place: Place): string {
    return pickFrom(place.variables, pick)?.name ?? String(pick);
  }

  protected condition(guard: Guard, pick: number, place: Place): string {
    if (guard === 'index' && place.index) return `${place.index} == ${pick % 3}`;
    if (guard === 'number') return `${place.variables.find((variable) => variable.type === 'number')?.name ?? 'g1'} > ${pick}`;
    const dirty = pickFrom(
      place.variables.filter((variable) => variable.type === 'dirty'),
      pick,
    );
    if (guard === 'result' && dirty) return `${dirty.name}.${pick % 2 ? 'failed' : 'cancelled'}`;
    if (guard === 'judge' && this.affords(place)) return this.question('q', place);
    return pick % 2 ? 'g1 == 0' : 'g1 > 0';
  }

  protected guarded(guard: Guard, pick: number, place: Place, lines: Lines): Lines {
    return guard === 'always' ? lines : [`if ${this.condition(guard, pick, place)}:`, ...indent(lines)];
  }

  protected throwing(pick: number, place: Place): string {
    const dirty = pickFrom(
      place.variables.filter((variable) => variable.type === 'dirty'),
      pick,
    );
    if (place.caught && pick % 3 === 0) return pick % 2 ? 'throw' : `throw ${place.caught}`;
    // A dirty value that is no error value is thrown as text, list or object: all the same to a handler.
    return dirty && pick % 3 === 1 ? `throw ${dirty.name}` : `throw "t${pick}"`;
  }

  protected leave(shape: Shape & { kind: 'leave' }, place: Place): Lines {
    const allowed = { break: place.mayBreak, continue: place.mayContinue, return: place.mayReturn }[shape.how];
    if (!allowed) return [];
    const text = shape.how === 'return' ? (shape.pick % 3 === 0 ? 'return' : `return ${this.value(shape.pick, place)}`) : shape.how;
    return this.guarded(shape.when, shape.pick, place, [text]);
  }

  protected call(shape: Shape & { kind: 'call' }, place: Place): Lines {
    const block = pickFrom(place.blocks, shape.pick);
    if (!block || !this.affords(place, block.cost)) return [];
    const tag = `"${[this.fresh('k'), ...place.marks.map((mark) => `{${mark}}`)].join(' ')}"`;
    const call = `do ${block.name}(${tag}, ${block.recursive ? shape.depth : 0})`;
    return [shape.bind ? `let ${this.declared(this.fresh('v'), 'dirty', place)} = ${call}` : call];
  }

  protected question(prefix: 'q' | 'c', place: Place): string {
    return `**${[this.fresh(prefix), ...place.marks.map((mark) => `{${mark}}`)].join(' ')}?**`;
  }
}
