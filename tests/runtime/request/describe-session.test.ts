import { describe, expect, it } from 'vitest';
import { cancelledValue, errorValue } from '../../../src/values.ts';
import { failure } from '../values/samples.ts';
import { described, describing, refused } from './described.ts';

const program = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
const withAgent = (properties: readonly string[], ...lines: readonly string[]): string =>
  program('agent writer:', ...properties.map((property) => `  ${property}`), '', ...lines);

describe('language 3: prompt, label, system prompt', () => {
  it('session "text" alone: the text is the prompt, its first line the label', () => {
    expect(described('session """Write about {topic}.\nBe brief."""', { names: { topic: 'tea' } })).toMatchObject({
      kind: 'session',
      label: 'Write about tea.',
      prompt: 'Write about tea.\nBe brief.',
      system: null,
      agent: null,
      model: null,
    });
  });

  it('session "text" with prompt: the text is the label', () => {
    expect(described(program('session "Step {n}"', '  prompt: "Do it"'), { names: { n: 2 } })).toMatchObject({ label: 'Step 2', prompt: 'Do it' });
  });

  it("session: agent with no prompt: the agent's prompt is the task, and no system prompt", () => {
    expect(described(withAgent(['prompt: "Write a poem"'], 'session: writer'))).toMatchObject({
      label: 'writer',
      agent: 'writer',
      prompt: 'Write a poem',
      system: null,
    });
  });

  it("session: agent with a prompt: the agent's prompt is the system prompt", () => {
    const text = withAgent(['prompt: "You write."'], 'session: writer', '  prompt: "Write a poem"');
    expect(described(text)).toMatchObject({ label: 'writer', prompt: 'Write a poem', system: 'You write.' });
  });

  it('a label with an agent, and a label without one', () => {
    expect(described(withAgent(['prompt: "You write."'], 'session draft: writer', '  prompt: "Write"'))).toMatchObject({ label: 'draft', agent: 'writer' });
    expect(described(program('session draft:', '  prompt: "Write"'))).toMatchObject({ label: 'draft', agent: null });
  });

  it("properties alone: the prompt's first line is the label", () => {
    expect(described(program('session', '  prompt: """', 'Look here', 'and there"""'))).toMatchObject({ label: 'Look here', prompt: '\nLook here\nand there' });
  });

  it('resume', () => {
    const text = withAgent(['prompt: "You write."', 'persist: true'], 'resume: writer', '  prompt: "Go on"');
    expect(described(text)).toMatchObject({ kind: 'resume', label: 'writer', prompt: 'Go on', system: 'You write.', memory: { kind: 'run' } });
  });

  it('a label has at most 120 characters, none cut in half', () => {
    expect(described(`session "${'x'.repeat(130)}"`).label).toBe('x'.repeat(120));
    expect(described(`session "${'x'.repeat(119)}\u{1F600}"`).label).toBe('x'.repeat(119));
  });

  it('a prompt may be any expression; null, errors and cancelled are never empty', () => {
    const text = program('session', '  prompt: x');
    const prompt = (x: Parameters<typeof errorValue>[0] | null | 'cancelled') =>
      described(text, { names: { x: x === null ? null : x === 'cancelled' ? cancelledValue('/a') : errorValue(x) } }).prompt;
    expect([prompt(null), prompt(failure), prompt('cancelled')]).toEqual(['[none]', '[failed: it broke]', '[cancelled]']);
  });

  it('shape, skills and unknown properties are lines of the system prompt', () => {
    const text = program(
      'agent boss:',
      '  prompt: "You lead."',
      '  shape:',
      '    self: ["plan", "judge"]',
      '    delegates: ["code"]',
      '    prohibited: ["deploy"]',
      '  skills: ["git", web-search]',
      '  tone: "calm"',
      '',
      'session: boss',
      '  prompt: "Lead"',
      '  skills: ["git", "maps"]',
      '  audience: ["a", "b"]',
    );
    expect(described(text)).toMatchObject({
      skills: ['git', 'web-search', 'maps'],
      system: [
        'You lead.',
        '',
        'You do yourself (self): plan; judge',
        'You leave to others (delegates): code',
        'You must not do (prohibited): deploy',
        'Skills: git, web-search, maps',
        'tone: calm',
        'audience: ["a","b"]',
      ].join('\n'),
    });
  });

  it('shape stays in the system prompt when the prompt of the agent is the task', () => {
    const text = withAgent(['prompt: "Write"', 'shape:', '  self: ["poems"]'], 'session: writer');
    expect(described(text)).toMatchObject({ prompt: 'Write', system: 'You do yourself (self): poems' });
  });
});

describe('1.10 an agent is evaluated in the frame of the program', () => {
  it('and its sessions in their own', () => {
    const text = withAgent(['prompt: "Style: {style}"', 'model: "{style}-model"'], 'session: writer', '  prompt: "{style}"');
    const found = described(text, { names: { style: 'local' }, programNames: { style: 'global' } });
    expect(found).toMatchObject({ system: 'Style: global', model: 'global-model', prompt: 'local' });
  });

  it('a name that the program has not bound yet is an error', () => {
    expect(refused(withAgent(['prompt: "Style: {style}"'], 'session: writer', '  prompt: "x"'), { unbound: ['style'] })).toMatch(
      /^unbound at style: `style` is not bound here/,
    );
  });
});

describe('language 3: model, retry, backoff, timeout', () => {
  it('an agent gives defaults, its session counts before it', () => {
    const agent = ['model: sonnet', 'prompt: "p"', 'retry: 3', 'backoff: linear', 'timeout: 5m'];
    expect(described(withAgent(agent, 'session: writer'))).toMatchObject({ model: 'sonnet', retry: 3, backoff: 'linear', timeout: 300_000 });
    const own = ['  model: gpt-5.2', '  retry: 1', '  backoff: exponential', '  timeout: 1.5s'];
    expect(described(withAgent(agent, 'session: writer', ...own))).toMatchObject({ model: 'gpt-5.2', retry: 1, backoff: 'exponential', timeout: 1500 });
  });

  it('without any: no model, no retry, no backoff, no timeout, no memory', () => {
    expect(described('session "x"')).toMatchObject({
      model: null,
      retry: 0,
      backoff: 'none',
      timeout: null,
      memory: null,
      permissions: null,
      skills: [],
      returns: { kind: 'text' },
    });
  });

  it('words that name values are those values', () => {
    const names = { best: 'opus', often: 4, pause: '2s', way: 'linear' };
    const text = program('session "x"', '  model: best', '  retry: often', '  timeout: pause', '  backoff: way');
    expect(described(text, { names })).toMatchObject({ model: 'opus', retry: 4, timeout: 2000, backoff: 'linear' });
  });

  it('a number is seconds', () => {
    expect(described(program('session "x"', '  timeout: 90'))).toMatchObject({ timeout: 90_000 });
  });

  it.each([
    ['model: m', { m: 5 }, 'type at m: model must be a name, not number 5'],
    ['retry: r', { r: 'often' }, 'type at r: retry must be a whole number of at least 0, not text "often"'],
    ['retry: r', { r: -1 }, 'type at r: retry must be a whole number of at least 0, not number -1'],
    ['backoff: b', { b: 'sometimes' }, 'type at b: backoff must be none, linear or exponential, not text "sometimes"'],
    ['timeout: t', { t: 'later' }, 'type at t: timeout must be a duration such as 500ms, 30s, 5m or 2h, or a number of seconds, not "later"'],
    ['skills: s', { s: [1] }, 'type at s: skills must be a list of names, not list of 1'],
    ['returns: q', { q: 5 }, 'type at q: returns must be text, json, a JSON Schema or the path of one, not number 5'],
  ])('%s with %j', (property, names, message) => {
    expect(refused(program('session "x"', `  ${property}`), { names })).toBe(message);
  });
});

describe('language 3: persist, returns, expects', () => {
  it.each([
    ['true', { kind: 'run' }],
    ['project', { kind: 'project' }],
    ['user', { kind: 'user' }],
    ['"notes/writer"', { kind: 'directory', path: 'notes/writer' }],
    ['./notes', { kind: 'directory', path: './notes' }],
    ['place', { kind: 'directory', path: '/from/a/constant' }],
  ])('persist: %s', (written, memory) => {
    expect(described(withAgent(['prompt: "p"', `persist: ${written}`], 'session: writer'), { names: { place: '/from/a/constant' } }).memory).toEqual(memory);
  });

  it.each([
    ['text', { kind: 'text' }],
    ['json', { kind: 'json' }],
    ['"json"', { kind: 'json' }],
    ['schemas/answer.json', { kind: 'schema-file', path: 'schemas/answer.json' }],
    ['{ type: "object", required: ["a"] }', { kind: 'schema', schema: { type: 'object', required: ['a'] } }],
    ['shared', { kind: 'schema', schema: { type: 'number' } }],
  ])('returns: %s', (written, returns) => {
    expect(described(program('session "x"', `  returns: ${written}`), { names: { shared: { type: 'number' } } }).returns).toEqual(returns);
  });

  it('returns as an indented block is a schema', () => {
    const text = program('session "x"', '  returns:', '    type: "object"', '    properties:', '      a: { type: "number" }');
    expect(described(text).returns).toEqual({ kind: 'schema', schema: { type: 'object', properties: { a: { type: 'number' } } } });
  });

  it('1.6 expects comes from the program, but not together with returns', () => {
    const expects = { kind: 'list' } as const;
    expect(described('session "x"', { expects }).expects).toEqual(expects);
    expect(described(program('session "x"', '  returns: json'), { expects }).expects).toEqual({ kind: 'text' });
    expect(described('session "x"').expects).toEqual({ kind: 'text' });
  });
});

describe('effects in the properties of a session', () => {
  const text = program('session "x"', '  prompt: "p" + first(1)', '  context: { a: second(x: first(2)) }');

  it('are needed one after the other, in source order', () => {
    const needs = (results: Readonly<Record<number, string>>) => {
      const found = describing(text, { results });
      return found.ok === 'needs' && found.evaluation.kind === 'call'
        ? [found.evaluation.effect, found.evaluation.node.name.text, found.evaluation.inputs]
        : found.ok;
    };
    expect(needs({})).toEqual([1, 'first', [{ name: null, value: 1 }]]);
    expect(needs({ 1: 'one' })).toEqual([3, 'first', [{ name: null, value: 2 }]]);
    expect(needs({ 1: 'one', 3: 'three' })).toEqual([2, 'second', [{ name: 'x', value: 'three' }]]);
    expect(described(text, { results: { 1: 'one', 2: 'two', 3: 'three' } })).toMatchObject({
      prompt: 'pone',
      context: { kind: 'given', items: [{ kind: 'value', name: 'a', value: 'two' }] },
    });
  });

  it('may be questions', () => {
    expect(describing(program('session "x"', '  context: { ok: **is it fine?** }'))).toMatchObject({
      ok: 'needs',
      evaluation: { kind: 'judge', effect: 1, question: 'is it fine?' },
    });
  });
});

describe('1.10 large values', () => {
  it('are kept apart in prompts, for the engine to cut when it knows their files', () => {
    const big = 'x'.repeat(70_000);
    const found = describing('session "Sum up: {notes.all} and {notes.few}."', { names: { notes: { all: big, few: 'y' } } });
    expect(found).toMatchObject({ ok: true, session: { prompt: ['Sum up: ', { name: 'notes.all', text: big }, ' and ', 'y', '.'] } });
  });
});

it('a description is plain data', () => {
  const found = describing(withAgent(['prompt: "p"', 'persist: true'], 'session: writer', '  prompt: "q {e}"', '  context: e'), {
    names: { e: errorValue(failure) },
  });
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});
