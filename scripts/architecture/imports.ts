/** Reads one TypeScript file: what it imports, and which impure globals it uses. Owns the syntax, knows no rule. */
import { parseSync } from 'oxc-parser';
import { IMPURE_GLOBALS } from './rules.ts';

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  /** `import()` */
  readonly lazy: boolean;
  readonly line: number;
}

export interface Use {
  readonly name: string;
  readonly line: number;
}

export interface FileFacts {
  readonly imports: readonly Import[];
  readonly impure: readonly Use[];
  /** Lines of `export * from`. */
  readonly starExports: readonly number[];
  /** Why the file could not be read, else null. */
  readonly unreadable: string | null;
}

/** A syntax node of ESTree with TypeScript, seen generically. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

export function readFacts(file: string, text: string): FileFacts {
  const parsed = parseSync(file, text);
  const failure = parsed.errors[0];
  if (failure) return { imports: [], impure: [], starExports: [], unreadable: failure.message };
  const collector = new Collector(text);
  collector.visit(parsed.program as unknown as Node, null, ''); // the walk treats every node alike
  return { imports: collector.imports, impure: collector.impureUses(), starExports: collector.starExports, unreadable: null };
}

class Collector {
  readonly imports: Import[] = [];
  readonly starExports: number[] = [];
  private readonly uses: Use[] = [];
  private readonly declared = new Set<string>();

  constructor(private readonly text: string) {}

  /** A name that the file declares itself is not the global one. */
  impureUses(): readonly Use[] {
    return this.uses.filter((use) => !this.declared.has(use.name));
  }

  visit(node: Node, parent: Node | null, key: string): void {
    this.collectImport(node);
    this.collectUse(node, parent, key);
    for (const [childKey, child] of Object.entries(node)) {
      for (const item of Array.isArray(child) ? child : [child]) if (isNode(item)) this.visit(item, node, childKey);
    }
  }

  private collectImport(node: Node): void {
    if (node.type === 'ImportDeclaration') this.addImport(node, node.source, isTypeImport(node));
    else if (node.type === 'ExportNamedDeclaration' && node.source) this.addImport(node, node.source, isTypeExport(node));
    else if (node.type === 'ExportAllDeclaration') {
      this.addImport(node, node.source, node.exportKind === 'type');
      this.starExports.push(this.line(node));
    } else if (node.type === 'ImportExpression') this.addImport(node, node.source, false, true);
    else if (node.type === 'TSImportType') this.addImport(node, node.source ?? node.argument, true);
  }

  private addImport(node: Node, source: unknown, typeOnly: boolean, lazy = false): void {
    const specifier = isNode(source) ? literalText(source) : null;
    this.imports.push({ specifier: specifier ?? '(computed)', typeOnly, lazy, line: this.line(node) });
  }

  private collectUse(node: Node, parent: Node | null, key: string): void {
    if (node.type !== 'Identifier' || parent === null) return;
    const name = String(node.name);
    if (isDeclaration(parent, key)) this.declared.add(name);
    else if (isMemberName(parent, key)) return;
    else if (IMPURE_GLOBALS.has(name)) this.uses.push({ name, line: this.line(node) });
    else if (name === 'Math' && !isPureMathMember(parent, key)) this.uses.push({ name: 'Math.random', line: this.line(node) });
  }

  private line(node: Node): number {
    return this.text.slice(0, node.start).split('\n').length;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function literalText(node: Node): string | null {
  if (node.type === 'TSLiteralType' && isNode(node.literal)) return literalText(node.literal);
  return typeof node.value === 'string' ? node.value : null;
}

function isTypeImport(node: Node): boolean {
  return node.importKind === 'type' || allSpecifiersAre(node, 'importKind');
}
function isTypeExport(node: Node): boolean {
  return node.exportKind === 'type' || allSpecifiersAre(node, 'exportKind');
}
function allSpecifiersAre(node: Node, kind: string): boolean {
  const specifiers = node.specifiers;
  return Array.isArray(specifiers) && specifiers.length > 0 && specifiers.every((one: Node) => one[kind] === 'type');
}

function isDeclaration(parent: Node, key: string): boolean {
  if (key === 'params' || key === 'param') return true;
  if (key === 'local') return parent.type.startsWith('Import');
  return key === 'id' && parent.type !== 'ExpressionStatement';
}

/** `a.name`, `{ name: 1 }`, `class { name() {} }`, `interface { name: string }`: names of members, not of values. */
function isMemberName(parent: Node, key: string): boolean {
  if (parent.computed === true) return false;
  return key === 'property' || key === 'key';
}

/** `Math.max` is pure; `Math.random`, `Math[x]` and `Math` by itself may not be. */
function isPureMathMember(parent: Node, key: string): boolean {
  if (parent.type !== 'MemberExpression' || key !== 'object' || parent.computed === true) return false;
  const property = parent.property;
  return isNode(property) && property.name !== 'random';
}
