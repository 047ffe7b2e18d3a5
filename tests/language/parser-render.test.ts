import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/language/diagnostic.ts';
import type { Painter } from '../../src/language/render.ts';
import { renderDiagnostic } from '../../src/language/render.ts';
import { report } from '../../src/language/report.ts';
import { Source } from '../../src/language/source.ts';

/** The diagnostic at the first `needle` of the text, as rendered. */
function render(text: string, needle: string, hint?: string): string {
  const source = new Source('review.prose', text);
  const start = text.indexOf(needle);
  return renderDiagnostic(report(source, 'E029', { start, end: start + needle.length }, `\`${needle}\` is not visible here`, hint), source);
}

/** The frame's two lines: the code and the caret under it. */
function frame(text: string, needle: string): readonly string[] {
  return render(text, needle).split('\n').slice(3, 5);
}

describe('a rendered diagnostic', () => {
  it('has a title, a place, a frame and a hint', () => {
    expect(render('let a = 1\nsession "Review {nmae}"\n', '{nmae}', 'did you mean `name`?')).toBe(
      [
        'error E029: `{nmae}` is not visible here',
        ' --> review.prose:2:17',
        '  |',
        '2 | session "Review {nmae}"',
        '  |                 ^^^^^^',
        'hint: did you mean `name`?',
      ].join('\n'),
    );
  });

  it('aligns the frame with long line numbers', () => {
    expect(
      render(`${'\n'.repeat(99)}x`, 'x')
        .split('\n')
        .slice(2, 5),
    ).toEqual(['    |', '100 | x', '    | ^']);
  });

  it('shows no frame without the source', () => {
    const source = new Source('a.prose', 'x');
    expect(renderDiagnostic(report(source, 'W014', { start: 0, end: 1 }, 'm'), undefined)).toBe('hint W014: m\n --> a.prose:1:1');
  });

  it('marks one column for an empty span, also behind the line', () => {
    const source = new Source('a.prose', 'if x');
    const lines = renderDiagnostic(report(source, 'E104', { start: 4, end: 4 }, 'm'), source).split('\n');
    expect(lines.slice(3)).toEqual(['1 | if x', '  |     ^']);
  });

  it('marks the first line of a span over several', () => {
    expect(frame('a = """b\nc"""', '"""b\nc"""')).toEqual(['1 | a = """b', '  |     ^^^^']);
  });

  it('expands tabs and knows wide characters', () => {
    expect(frame('a\tb', 'b')).toEqual(['1 | a    b', '  |      ^']);
    expect(frame('日本 = x', 'x')).toEqual(['1 | 日本 = x', '  |        ^']);
    expect(frame('👋 x', 'x')).toEqual(['1 | 👋 x', '  |    ^']);
    expect(frame('e\u0301 x', 'x')).toEqual(['1 | e\u0301 x', '  |   ^']);
  });

  it('crops long lines around the column', () => {
    const text = `${'a'.repeat(300)} here ${'b'.repeat(300)}`;
    const [code = '', caret = ''] = frame(text, 'here');
    expect(code.length).toBeLessThan(110);
    expect(code.startsWith('1 | \u2026')).toBe(true);
    expect(code.endsWith('\u2026')).toBe(true);
    expect(code.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('here');
  });

  it('crops only behind when the column is near the start', () => {
    const [code = '', caret = ''] = frame(`here ${'b'.repeat(300)}`, 'here');
    expect(code.startsWith('1 | here b')).toBe(true);
    expect(caret).toBe('  | ^^^^');
  });

  it('lets no control character through', () => {
    const rendered = render('a \u001b[31m\u0007 x\u202e', '\u001b[31m');
    expect(rendered).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(rendered).toContain('\u241b[31m');
  });

  it('does not count a byte order mark as a column', () => {
    expect(render('\ufeffx', 'x').split('\n').slice(1, 5)).toEqual([' --> review.prose:1:1', '  |', '1 | x', '  | ^']);
  });

  it('is painted by severity', () => {
    const paint = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const painter: Painter = { red: paint('red'), yellow: paint('yellow'), cyan: paint('cyan'), dim: paint('dim'), bold: paint('bold') };
    const source = new Source('a.prose', 'x');
    const title = (code: Diagnostic['code']) => renderDiagnostic(report(source, code, { start: 0, end: 1 }, 'm'), source, painter).split('\n')[0];
    expect(title('E029')).toBe('<red>error E029</red><bold>: m</bold>');
    expect(title('W012')).toBe('<yellow>warning W012</yellow><bold>: m</bold>');
    expect(title('W014')).toBe('<cyan>hint W014</cyan><bold>: m</bold>');
  });
});

describe('a source', () => {
  it.each([
    [0, 1, 1],
    [1, 1, 2],
    [2, 2, 1],
    [4, 3, 1],
    [5, 4, 1],
    [99, 4, 1],
    [-5, 1, 1],
  ])('offset %i is line %i, column %i', (offset, line, column) => {
    expect(new Source('x', 'a\nb\n\n').position(offset)).toEqual({ line, column });
  });

  it('gives lines without their breaks', () => {
    const source = new Source('x', '\ufeffa\r\nb\n');
    expect([1, 2, 3, 4].map((line) => source.line(line))).toEqual(['a', 'b', '', '']);
  });
});
