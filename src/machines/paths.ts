/**
 * Paths of actors (semantics 3.1): templates known when a program is compiled, filled with loop
 * indices when a state is entered, and their order.
 *
 * 1. Two nodes of one frame never share a template: `PathTable.add` proves it.
 * 2. Program order compares segment by segment: place in the list, arm, index or branch, `!k`.
 */
import { invariant } from '../assert.ts';

/** Literal text, or the state id of the loop whose current index stands there. */
export type PathPart = string | { readonly loop: string };

export interface PathTemplate {
  readonly parts: readonly PathPart[];
}

export const rootTemplate: PathTemplate = { parts: [] };

export function extend(template: PathTemplate, ...parts: readonly PathPart[]): PathTemplate {
  const out: PathPart[] = [...template.parts];
  for (const part of parts) {
    const last = out.at(-1);
    if (typeof part === 'string' && typeof last === 'string') out[out.length - 1] = last + part;
    else out.push(part);
  }
  return { parts: out };
}

/** The template as text, indices left open: `/loop@h[]/session-x@h`. */
function templateText(template: PathTemplate): string {
  return template.parts.map((part) => (typeof part === 'string' ? part : '[]')).join('');
}

export function fillTemplate(template: PathTemplate, base: string, indexOf: (loop: string) => number): string {
  let path = base;
  for (const part of template.parts) path += typeof part === 'string' ? part : `[${indexOf(part.loop)}]`;
  return path;
}

/** All path templates of a program and its blocks, by frame. */
export class PathTable {
  /** By frame and template: the statement's place in the program. */
  readonly #sites = new Map<string, number>();
  /** By frame and template: the frame that paths continue in below a call. */
  readonly #callees = new Map<string, string>();
  readonly #branches = new Map<string, readonly string[]>();
  #places = 0;

  /** Adds a statement's template. Throws when another statement has it: paths would not be identities. */
  add(frame: string, template: PathTemplate): void {
    const key = siteKey(frame, templateText(template));
    invariant(!this.#sites.has(key), `two statements share the path ${key}`);
    this.#sites.set(key, this.#places++);
  }

  /** A call at this place goes on in the frame of a block or program. */
  addCallee(frame: string, template: PathTemplate, callee: string): void {
    this.#callees.set(siteKey(frame, templateText(template)), callee);
  }

  /** Names the branches of a statement in source order; unnamed ones by their index. */
  addBranches(frame: string, template: PathTemplate, names: readonly string[]): void {
    this.#branches.set(siteKey(frame, templateText(template)), names);
  }

  /** Program order of two paths of one run; negative when `a` comes first. */
  compare(a: string, b: string): number {
    if (a === b) return 0;
    const byIndex = compareIndices(a, b);
    if (byIndex !== 0) return byIndex;
    const left = splitPath(a);
    const right = splitPath(b);
    let frame = 'program';
    let template = '';
    for (let i = 0; i < Math.min(left.length, right.length); i++) {
      const one = parseSegment(left[i] ?? '');
      const other = parseSegment(right[i] ?? '');
      if (one.base !== other.base)
        return this.#place(frame, `${template}/${one.base}`) - this.#place(frame, `${template}/${other.base}`) || compareText(one.base, other.base);
      const branches = this.#branches.get(siteKey(frame, `${template}/${one.base}`)) ?? [];
      const order = compareSuffixes(one.suffixes, other.suffixes, branches);
      if (order !== 0) return order;
      template += `/${one.base}${one.suffixes
        .filter((suffix) => !suffix.startsWith('~'))
        .map(openIndex)
        .join('')}`;
      const callee = this.#callees.get(siteKey(frame, template));
      if (callee !== undefined) [frame, template] = [callee, ''];
    }
    return left.length - right.length;
  }

  #place(frame: string, template: string): number {
    return this.#sites.get(siteKey(frame, template)) ?? Number.MAX_SAFE_INTEGER;
  }
}

/** The order of two paths that part at an index: most of those that are compared. 0: they part elsewhere. */
function compareIndices(a: string, b: string): number {
  let at = 0;
  while (a.charCodeAt(at) === b.charCodeAt(at)) at++;
  while (isDigit(a, at - 1)) at--;
  return a[at - 1] === '[' ? indexAt(a, at) - indexAt(b, at) : 0;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function indexAt(text: string, start: number): number {
  let index = 0;
  for (let at = start; isDigit(text, at); at++) index = index * 10 + (text.charCodeAt(at) - 48);
  return index;
}

function siteKey(frame: string, template: string): string {
  return `${frame} ${template}`;
}

/** Cuts at `/` outside parentheses and brackets (branch names may hold anything a name may). */
export function splitPath(path: string): readonly string[] {
  return path.split('/').slice(1);
}

interface Segment {
  readonly base: string;
  readonly suffixes: readonly string[];
}

function parseSegment(segment: string): Segment {
  const base = /^[^@]*@[0-9a-f]{10}(#\d+)?/.exec(segment)?.[0] ?? segment;
  return { base, suffixes: segment.slice(base.length).match(/~\d+|\.[a-z]+\d*|\[\d+\]|\([^)]*\)|!\d+/g) ?? [] };
}

function openIndex(suffix: string): string {
  return suffix.startsWith('[') ? '[]' : suffix;
}

const arms = ['.then', '.elif', '.else', '.opt', '.try', '.catch', '.finally', '.stage'];

function compareSuffixes(a: readonly string[], b: readonly string[], branches: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = suffixRank(a[i]) - suffixRank(b[i]) || suffixNumber(a[i], branches) - suffixNumber(b[i], branches) || compareText(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** What belongs to the statement itself (a condition's judge) comes before what is inside it. */
function suffixRank(suffix: string | undefined): number {
  if (suffix === undefined) return -2;
  if (suffix.startsWith('!')) return -1;
  return suffix.startsWith('.') ? arms.indexOf(suffix.replace(/\d+$/, '')) : 0;
}

function suffixNumber(suffix: string | undefined, branches: readonly string[]): number {
  if (suffix?.startsWith('(')) return branches.indexOf(suffix.slice(1, -1));
  return Number(/\d+/.exec(suffix ?? '')?.[0] ?? 0);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
