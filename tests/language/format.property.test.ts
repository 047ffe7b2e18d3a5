/** Formatting under random layouts of the sample programs. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Span } from '../../src/language/ast.ts';
import { format } from '../../src/language/format/format.ts';
import { sameSyntax } from '../../src/language/format/same-syntax.ts';
import { parse } from '../../src/language/parser/parse.ts';
import { Source } from '../../src/language/source.ts';
import { walk } from '../../src/language/walk.ts';
import { caseFolders, sampleFile, samplesIn } from './format-samples.ts';

const seed = 20261121;
const settings = { seed, numRuns: 150 };

const texts = [
  ...samplesIn('programs').map((source) => source.text),
  ...samplesIn('every-construct').map((source) => source.text),
  ...caseFolders('format').map((name) => sampleFile('format', name, 'input.prose')),
];

const program = (text: string) => new Source('test.prose', text);

function formatted(text: string): string {
  const result = format(program(text));
  if (result.kind === 'invalid') throw new Error(result.diagnostics.map((found) => `${found.line}:${found.column} ${found.code} ${found.message}`).join('\n'));
  return result.text;
}

interface Changes {
  /** Every column is multiplied by it. */
  readonly width: number;
  readonly crlf: boolean;
  /** What to do at each gap, used round and round. */
  readonly dice: readonly number[];
}

const changes: fc.Arbitrary<Changes> = fc.record({
  width: fc.integer({ min: 1, max: 5 }),
  crlf: fc.boolean(),
  dice: fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 60 }),
});

interface Gap extends Span {
  readonly text: string;
  /** Code stands before it, so that a comment may follow on the line. */
  readonly followsCode: boolean;
}

/** The white space between tokens and comments, without that whose amount is content. */
function gapsOf(source: Source): readonly Gap[] {
  const { ast, tokens, comments } = parse(source);
  const content: Span[] = [];
  walk(ast, (node) => {
    if (node.kind === 'word' || (node.kind === 'condition' && node.bare)) content.push(node.span);
  });
  const code = tokens.filter((token) => token.text !== '').map((token) => ({ span: token.span, isCode: true }));
  const marks = [...code, ...comments.map((comment) => ({ span: comment.span, isCode: false }))].sort((a, b) => a.span.start - b.span.start);
  const last = { span: { start: source.text.length, end: source.text.length }, isCode: false };
  const gaps = [...marks, last].map(({ span }, at) => {
    const start = marks[at - 1]?.span.end ?? 0;
    return { start, end: span.start, text: source.text.slice(start, span.start), followsCode: marks[at - 1]?.isCode ?? false };
  });
  return gaps.filter((gap) => !content.some((span) => gap.start >= span.start && gap.end <= span.end));
}

/** Rewrites every gap; the rest of the text stays. */
function relaid(text: string, rewrite: (gap: Gap, at: number) => string): string {
  let end = 0;
  const parts: string[] = [];
  gapsOf(program(text)).forEach((gap, at) => {
    parts.push(text.slice(end, gap.start), rewrite(gap, at));
    end = gap.end;
  });
  return parts.join('') + text.slice(end);
}

/** Wider columns and more white space; no line more or less. */
function widen(text: string, { width, crlf, dice }: Changes): string {
  return relaid(text, (gap, at) => {
    const roll = dice[at % dice.length] ?? 0;
    const [first = '', ...rest] = gap.text.replaceAll('\r', '').split('\n');
    if (rest.length === 0) return first === '' ? first : first + ' '.repeat(roll % 4);
    return [first + ' '.repeat(roll % 3), ...rest.map((line) => ' '.repeat(line.length * width))].join(crlf ? '\r\n' : '\n');
  });
}

/** Comments behind code, comment lines and blank lines, where lines end. */
function comment(text: string, { dice }: Changes): string {
  return relaid(text, (gap, at) => {
    const roll = dice[at % dice.length] ?? 0;
    const [first = '', ...rest] = gap.text.split('\n');
    if (rest.length === 0) return gap.text;
    const behind = gap.followsCode && roll % 2 === 0 ? ` # behind ${at}` : first;
    const lines =
      roll % 3 === 0 ? [`${' '.repeat(roll % 11)}#line ${at}  `] : roll % 3 === 1 ? ['', `${' '.repeat(roll % 7)}# line ${at}`, '', '  # more'] : [];
    return [behind, ...rest.slice(0, -1), ...lines, rest.at(-1)].join('\n');
  });
}

interface Mutation {
  readonly line: number;
  readonly kind: 'drop' | 'repeat' | 'move' | 'comment' | 'blank' | 'insert';
  readonly amount: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  line: fc.nat({ max: 200 }),
  kind: fc.constantFrom('drop', 'repeat', 'move', 'comment', 'blank', 'insert'),
  amount: fc.nat({ max: 9 }),
});

/** A few lines of a program, some of them changed: often no good program any more. */
function mutated(text: string, start: number, mutations: readonly Mutation[]): string {
  const all = text.split('\n');
  const lines = all.slice(start % all.length).slice(0, 16);
  for (const { line, kind, amount } of mutations) {
    const at = line % lines.length;
    const here = lines[at] ?? '';
    const changed: Record<Mutation['kind'], readonly string[]> = {
      drop: [],
      repeat: [here, here],
      move: [' '.repeat(amount) + here.trimStart()],
      comment: [`${' '.repeat(amount)}# comment`, `${here} # behind`],
      blank: [here, '', ''],
      insert: [here, all[(line * 7) % all.length] ?? ''],
    };
    lines.splice(at, 1, ...changed[kind]);
  }
  return lines.join('\n');
}

const commentsOf = (text: string) => parse(program(text)).comments.map((item) => item.text.trimEnd());

describe(`formatting, seed ${seed}`, () => {
  const sample = fc.constantFrom(...texts);

  test.prop([sample, changes], settings)('the width of indentation and white space inside lines change nothing', (text, change) => {
    expect(formatted(widen(text, change))).toBe(formatted(text));
  });

  test.prop([sample, changes], settings)('comments anywhere: each is kept, in order; a fixed point; the same program', (text, change) => {
    const changed = widen(comment(text, change), change);
    const canonical = formatted(changed);
    expect(commentsOf(canonical)).toEqual(commentsOf(changed));
    expect(formatted(canonical)).toBe(canonical);
    expect(sameSyntax(parse(program(text)).ast, parse(program(canonical)).ast)).toBe(true);
  });

  test.prop([sample, fc.nat({ max: 200 }), fc.array(mutation, { maxLength: 4 })], { seed, numRuns: 1500 })(
    'whatever parses without an error after mutations keeps its comments and its syntax, at a fixed point',
    (text, start, mutations) => {
      const changed = mutated(text, start, mutations);
      const result = format(program(changed));
      const errors = parse(program(changed)).diagnostics.filter((found) => found.severity === 'error');
      expect(result.kind).toBe(errors.length > 0 ? 'invalid' : 'formatted');
      if (result.kind === 'invalid') return;
      expect(commentsOf(result.text)).toEqual(commentsOf(changed));
      expect(formatted(result.text)).toBe(result.text);
      expect(sameSyntax(parse(program(changed)).ast, parse(program(result.text)).ast)).toBe(true);
    },
  );
});
