import { describe, expect, it } from 'vitest';
import { catalogue, check, Source } from '../../src/language/index.ts';
import { checkSample, expectedFindings, findingsOf, sampleNames } from './diagnostics-samples.ts';

const names = sampleNames();

describe('sample programs get exactly the diagnostics that they list', () => {
  it.each(names)('%s', (name) => {
    expect(findingsOf(checkSample(name))).toEqual(expectedFindings(name));
  });

  it.each(Object.keys(catalogue))('%s has a sample that gets it', (code) => {
    const own = names.filter((name) => name.startsWith(`${code}-`));
    expect(own.some((name) => expectedFindings(name).some((finding) => finding.code === code))).toBe(true);
  });
});

describe('every diagnostic', () => {
  const all = names.flatMap((name) => checkSample(name).diagnostics);

  it('has a message and a place that is not before its start', () => {
    for (const diagnostic of all) {
      expect(diagnostic.message, diagnostic.code).not.toBe('');
      expect(diagnostic.endLine, diagnostic.code).toBeGreaterThanOrEqual(diagnostic.line);
      if (diagnostic.endLine === diagnostic.line) expect(diagnostic.endColumn, diagnostic.code).toBeGreaterThanOrEqual(diagnostic.column);
      expect(diagnostic.severity).toBe(catalogue[diagnostic.code].severity);
    }
  });

  it('of a program is in source order', () => {
    for (const name of names) {
      const own = checkSample(name).diagnostics.filter(({ file }) => file === 'program.prose');
      const places = own.map(({ line, column }) => line * 1e6 + column);
      expect(places, name).toEqual([...places].sort((a, b) => a - b));
    }
  });
});

describe('hints', () => {
  const hintOf = (text: string): string | undefined => check(new Source('hint.prose', text)).diagnostics[0]?.hint;

  it.each([
    ['the nearest visible name', 'let topic = 1\nlet x = topik', 'did you mean `topic`?'],
    ['a name in braces or a literal brace', 'let topic = 1\nsession "{topik}"', 'did you mean `topic`? Otherwise write `\\{` for a literal brace'],
    ['a literal brace', 'session "{id}"', 'write `\\{` for a literal brace'],
    ['a difference', 'let count = 1\nlet x = count-1', 'for a difference write `count - 1`'],
    ['let, for an assignment', 'total = 1', 'declare it: `let total = ...`'],
    ['an agent that is near', 'agent writer:\n  prompt: "x"\nsession: writter', 'did you mean `writer`?'],
    ['a block that is near', 'block review:\n  session "x"\ndo reviews', 'did you mean `review`?'],
    ['a property that is near', 'session "x"\n  contxt: []', 'did you mean `context`?'],
    ['a join word that is near', 'parallel (frist):\n  session "x"', 'did you mean `first`?'],
    ['a near name for literal braces', 'let topic = 1\nsession """{topik}"""', 'did you mean `{topic}`? Write `\\{` for a literal brace'],
    ['an output of the block', 'block b:\n  let found = 1\ndo b\nsession "{found}"', 'write `output found = ...` in the block'],
  ])('name %s', (_what, text, hint) => {
    expect(hintOf(text)).toBe(hint);
  });
});

describe('one mistake', () => {
  const codesOf = (text: string): readonly string[] => check(new Source('mistake.prose', text)).diagnostics.map(({ code }) => code);

  it('in a name is told at most twice', () => {
    expect(codesOf('session "{a}"\n'.repeat(5))).toEqual(['E029', 'E029']);
  });

  it('in an assignment does not hide the name from its readers', () => {
    expect(codesOf('total = 1\nsession "{total}"')).toEqual(['E029']);
  });

  it('in a line leaves the names of that line bound', () => {
    expect(codesOf('let total = = 1\nsession "{total}"')).toEqual(['E105']);
  });

  it('in the name of a called block leaves its outputs bound', () => {
    expect(codesOf('do missing\nsession "{found}"')).toEqual(['E025']);
  });
});
