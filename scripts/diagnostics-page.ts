/** `docs/diagnostics.md`, made from the catalogue: every code with its meaning, a wrong example and a right one. */
import { catalogue, type DiagnosticCode } from '../src/language/catalogue.ts';
import { catalogueTexts } from '../src/language/catalogue-texts.ts';

const codes = Object.keys(catalogue) as DiagnosticCode[]; // the catalogue's keys are its codes

const preface = `# Diagnostics

What \`troupe check\` and \`troupe run\` say about a program. Each diagnostic has a code, a place (line and column, from 1) and, where one helps, a hint.

- An **error** (E...) blocks a run: nothing is executed, and the command ends with exit code 3.
- A **warning** (W...) does not, unless \`--strict\` is given: it turns every warning into an error.
- A **hint** names something that is fine but may be meant otherwise.

This page is made from the catalogue in the source: do not edit it by hand.
`;

export function diagnosticsPage(): string {
  const groups = [
    ['Errors', codes.filter((code) => catalogue[code].severity === 'error')],
    ['Warnings and hints', codes.filter((code) => catalogue[code].severity !== 'error')],
  ] as const;
  return [preface, ...groups.map(([title, group]) => overview(title, group)), ...codes.map(section)].join('\n');
}

function overview(title: string, group: readonly DiagnosticCode[]): string {
  const rows = group.map((code) => `| [${code}](#${code.toLowerCase()}) | ${catalogue[code].title} |`);
  return [`## ${title}`, '', '| code | meaning |', '|---|---|', ...rows, ''].join('\n');
}

function section(code: DiagnosticCode): string {
  const { severity, title } = catalogue[code];
  const { explanation, wrong, right } = catalogueTexts[code];
  const parts = [`## ${code}`, '', `*${severity}: ${title}*`, '', explanation, ''];
  if (wrong !== undefined) parts.push('Wrong:', '', fence(`prose error=${code}`, wrong), '');
  if (right !== undefined) parts.push('Right:', '', fence('prose', right), '');
  return parts.join('\n');
}

function fence(info: string, text: string): string {
  return `\`\`\`${info}\n${text.trimEnd()}\n\`\`\``;
}
