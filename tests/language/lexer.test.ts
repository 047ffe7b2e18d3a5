import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/language/diagnostic.ts';
import { Lexer } from '../../src/language/lexer/lexer.ts';
import { report } from '../../src/language/report.ts';
import { Source } from '../../src/language/source.ts';
import { parsed } from './parsed.ts';

interface Lexed {
  readonly tokens: readonly string[];
  readonly comments: readonly string[];
  readonly problems: readonly string[];
}

/** Every token as its text, layout tokens by name, a text that is not closed with a `!` behind it. */
function lex(text: string): Lexed {
  const source = new Source('x.prose', text);
  const problems: Diagnostic[] = [];
  const lexer = new Lexer(source, (code, span, message, hint) => problems.push(report(source, code, span, message, hint)));
  const tokens: string[] = [];
  for (let index = 0; ; index += 1) {
    if (index >= lexer.tokens.length) lexer.lex();
    const { kind, text: characters, closed } = lexer.tokens.at(index);
    if (kind === 'end') break;
    tokens.push(`${characters === '' ? kind.toUpperCase() : characters}${closed ? '' : '!'}`);
  }
  return {
    tokens,
    comments: lexer.comments.map((comment) => comment.text),
    problems: problems.map((problem) => `${problem.line}:${problem.column} ${problem.code}`),
  };
}

/** Every token's kind and text, as the lexer makes them when no parser asks for words or conditions. */
function kinds(text: string): readonly string[] {
  const lexer = new Lexer(new Source('x.prose', text), () => undefined);
  while (lexer.tokens.length === 0 || lexer.tokens.kindAt(lexer.tokens.length - 1) !== 'end') lexer.lex();
  return lexer.tokens.toArray().map((token) => `${token.kind} ${token.text}`.trim());
}

describe('names', () => {
  it.each([
    ['abc', ['abc']],
    ['_a1', ['_a1']],
    ['on-fail', ['on-fail']],
    ['a-b-c', ['a-b-c']],
    ['a--b', ['a--b']],
    ['a-', ['a', '-']],
    ['a--', ['a', '-', '-']],
    ['a-1', ['a-1']],
    ['a->b', ['a', '->', 'b']],
    ['größe', ['größe']],
    ['имя_1', ['имя_1']],
    ['名前', ['名前']],
    ['𝒳', ['𝒳']],
    ['1a', ['1', 'a']],
  ])('%s', (text, expected) => {
    expect(lex(text).tokens).toEqual([...expected, 'NEWLINE']);
  });
});

describe('numbers and durations', () => {
  it.each([
    ['1 1.5 10', ['number 1', 'number 1.5', 'number 10']],
    ['1.', ['number 1', 'punctuation .']],
    ['1.a', ['number 1', 'punctuation .', 'name a']],
    ['.5', ['punctuation .', 'number 5']],
    ['500ms 30s 5m 2h 1.5h', ['duration 500ms', 'duration 30s', 'duration 5m', 'duration 2h', 'duration 1.5h']],
    ['5mm 5sx 5s-x', ['number 5', 'name mm', 'number 5', 'name sx', 'number 5', 'name s-x']],
    ['-5', ['punctuation -', 'number 5']],
  ])('%s', (text, expected) => {
    expect(kinds(text)).toEqual([...expected, 'newline', 'end']);
  });
});

describe('texts', () => {
  it.each([
    ['"a"', ['"a"']],
    ['"a\\"b"', ['"a\\"b"']],
    ['"a\\\\" b', ['"a\\\\"', 'b']],
    ['""', ['""']],
    ['"# no comment"', ['"# no comment"']],
    ['"""a"""', ['"""a"""']],
    ['"""a\n"b" ""\n"""', ['"""a\n"b" ""\n"""']],
    ['""""""', ['""""""']],
    ['"""""""', ['"""""""']],
    ['"""a""""', ['"""a""""']],
    ['"""a\\""" b"""', ['"""a\\""" b"""']],
    ['"""a\\\\""" b', ['"""a\\\\"""', 'b']],
    ['"a', ['"a!']],
    ['"a\\', ['"a\\!']],
    ['"a\nb', ['"a!', 'NEWLINE', 'b']],
    ['"a\\\nb"', ['"a\\!', 'NEWLINE', 'b', '"!']],
    ['"a\r\nb', ['"a!', 'NEWLINE', 'b']],
    ['"""a\nb', ['"""a\nb!']],
  ])('%j', (text, expected) => {
    expect(lex(text).tokens).toEqual([...expected, 'NEWLINE']);
  });
});

describe('discretion texts', () => {
  it.each([
    ['**a**', ['**a**']],
    ['**a "b" # c**', ['**a "b" # c**']],
    ['**a***', ['**a**', '*']],
    ['**a** **b**', ['**a**', '**b**']],
    ['***a\nb***', ['***a\nb***']],
    ['***a**b***', ['***a**b***']],
    ['****', ['****']],
    ['******', ['******']],
    ['**a\nb**', ['**a!', 'NEWLINE', 'b', '**!']],
    ['***a\nb', ['***a\nb!']],
    ['2 * 3', ['2', '*', '3']],
  ])('%j', (text, expected) => {
    expect(lex(text).tokens).toEqual([...expected, 'NEWLINE']);
  });
});

describe('punctuation', () => {
  it('takes the longest', () => {
    expect(lex('-> - > == = != <= >= < :').tokens).toEqual(['->', '-', '>', '==', '=', '!=', '<=', '>=', '<', ':', 'NEWLINE']);
  });

  it('marks what begins no token', () => {
    expect(kinds('if it is ok?:\n  break')).toContain('unknown ?');
    expect(lex("'; & % $ @ ! ? ~ ` \\ 😀").tokens).toEqual(["'", ';', '&', '%', '$', '@', '!', '?', '~', '`', '\\', '😀', 'NEWLINE']);
  });
});

describe('comments', () => {
  it('are kept in a side list', () => {
    expect(lex('# a\nx # b\n  # c\n\n"# d" **# e**\n# f')).toEqual({
      tokens: ['x', 'NEWLINE', '"# d"', '**# e**', 'NEWLINE'],
      comments: ['# a', '# b', '# c', '# f'],
      problems: [],
    });
  });

  it('do not hold the carriage return', () => {
    expect(lex('# a\r\nx # b\r\n').comments).toEqual(['# a', '# b']);
  });
});

describe('levels', () => {
  it.each([
    ['a\nb', ['a', 'NEWLINE', 'b', 'NEWLINE']],
    ['a\n  b\nc', ['a', 'NEWLINE', 'INDENT', 'b', 'NEWLINE', 'DEDENT', 'c', 'NEWLINE']],
    ['a\n  b\n    c\nd', ['a', 'NEWLINE', 'INDENT', 'b', 'NEWLINE', 'INDENT', 'c', 'NEWLINE', 'DEDENT', 'DEDENT', 'd', 'NEWLINE']],
    ['a\n  b\n', ['a', 'NEWLINE', 'INDENT', 'b', 'NEWLINE', 'DEDENT']],
    ['a\n\n   # deep comment\n \nb', ['a', 'NEWLINE', 'b', 'NEWLINE']],
    ['\n\n  # x\na', ['a', 'NEWLINE']],
    ['\ufeffa\n b', ['a', 'NEWLINE', 'INDENT', 'b', 'NEWLINE', 'DEDENT']],
    ['', []],
    ['\n# x\n', []],
  ])('%j', (text, expected) => {
    expect(lex(text)).toMatchObject({ tokens: expected, problems: [] });
  });

  it('reports a dedent that matches no level once, and takes the nearest level', () => {
    const { tokens, problems } = lex('a:\n    b\n  c\n  d\n    e\nf');
    expect(problems).toEqual(['3:3 E102']);
    expect(tokens).toEqual(['a', ':', 'NEWLINE', 'INDENT', 'b', 'NEWLINE', 'c', 'NEWLINE', 'd', 'NEWLINE', 'e', 'NEWLINE', 'DEDENT', 'f', 'NEWLINE']);
  });

  it('lists the open levels', () => {
    const { diagnostics } = parsed('if x:\n    if y:\n        break\n  break\n');
    expect(diagnostics.map(({ code, hint }) => [code, hint])).toEqual([['E102', 'open levels: 0, 4, 8']]);
  });

  it('reports a tab in the indentation, which counts as one column', () => {
    const { tokens, problems } = lex('a:\n\tb\n\tc\n d');
    expect(problems).toEqual(['2:1 E101', '3:1 E101']);
    expect(tokens).toEqual(['a', ':', 'NEWLINE', 'INDENT', 'b', 'NEWLINE', 'c', 'NEWLINE', 'd', 'NEWLINE', 'DEDENT']);
  });

  it('allows tabs in blank and comment lines, in brackets and between tokens', () => {
    expect(lex('a\t=\t[\n\t1,\n\t]\n\t\n\t# b\nc').problems).toEqual([]);
  });
});

describe('continuation lines', () => {
  it.each([
    ['a\n-> b', ['a', '->', 'b', 'NEWLINE']],
    ['a\n      | b\nc', ['a', '|', 'b', 'NEWLINE', 'c', 'NEWLINE']],
    ['a\n  b\n-> c', ['a', 'NEWLINE', 'INDENT', 'b', 'DEDENT', '->', 'c', 'NEWLINE']],
    ['a\n  b\n    c\n  | d\ne', ['a', 'NEWLINE', 'INDENT', 'b', 'NEWLINE', 'INDENT', 'c', 'DEDENT', '|', 'd', 'NEWLINE', 'DEDENT', 'e', 'NEWLINE']],
    ['a\n    b\n  -> c', ['a', 'NEWLINE', 'INDENT', 'b', 'DEDENT', '->', 'c', 'NEWLINE']],
    ['a\n# x\n\n-> b', ['a', '->', 'b', 'NEWLINE']],
  ])('%j', (text, expected) => {
    expect(lex(text)).toMatchObject({ tokens: expected, problems: [] });
  });
});

describe('brackets', () => {
  it.each([
    ['a = [1,\n2\n]\nb', ['a', '=', '[', '1', ',', '2', ']', 'NEWLINE', 'b', 'NEWLINE']],
    ['a(\n  x\n    y)', ['a', '(', 'x', 'y', ')', 'NEWLINE']],
    ['{ a: [\n(\n) ] }', ['{', 'a', ':', '[', '(', ')', ']', '}', 'NEWLINE']],
  ])('join lines: %j', (text, expected) => {
    expect(lex(text)).toMatchObject({ tokens: expected, problems: [] });
  });

  it('are given up at a statement keyword at the column of their statement or left of it', () => {
    expect(lex('a = [1,\nsession "b"')).toMatchObject({ tokens: ['a', '=', '[', '1', ',', 'NEWLINE', 'session', '"b"', 'NEWLINE'], problems: ['1:5 E105'] });
    expect(lex('x:\n  a = [1,\nb = [\n')).toMatchObject({ problems: ['3:5 E105'] });
  });

  it('are not given up at a keyword further right, or at one that is a name', () => {
    expect(lex('a = [1,\n  session\n]').problems).toEqual([]);
    expect(lex('a = [\noutput,\ninput.x,\nlet == 1]').problems).toEqual(['1:5 E105']);
    expect(lex('a = [\noutput,\ninput.x]').problems).toEqual([]);
    expect(lex('a = {\noutput: 1\nsession: 2\n}').problems).toEqual([]);
  });

  it('of a property belong to the statement, not to its column', () => {
    const { diagnostics, ast } = parsed('session "a"\n  context: [\n  x,\n  y]\nsession "b"\n');
    expect(diagnostics).toEqual([]);
    expect(ast.items).toHaveLength(2);
  });
});
