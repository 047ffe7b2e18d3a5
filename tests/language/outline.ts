/** A syntax tree as indented text: one line a node, for expectations that a person can read. */
interface AnyNode {
  readonly kind: string;
  readonly [field: string]: unknown;
}

const hidden = new Set(['kind', 'span', 'ext']);

/** Each line: the field, the kind, the node's plain values. Names, texts and literals stand on one line. */
export function outline(node: unknown): string {
  const lines: string[] = [];
  write(lines, node as AnyNode, '', '');
  return `${lines.join('\n')}\n`;
}

function write(lines: string[], node: AnyNode, field: string, indent: string): void {
  const compact = inline(node);
  const label = field === '' ? '' : `${field}: `;
  lines.push(`${indent}${label}${compact ?? heading(node)}`);
  if (compact === undefined) writeChildren(lines, node, `${indent}  `);
}

/** The children in source order, each under its field's name. */
function writeChildren(lines: string[], node: AnyNode, indent: string): void {
  const fields = Object.entries(node).filter(([field]) => !hidden.has(field));
  const nodes = fields.flatMap(([field, value]) =>
    [value]
      .flat()
      .filter(isNode)
      .map((child) => ({ field, child })),
  );
  nodes.sort((a, b) => startOf(a.child) - startOf(b.child));
  for (const { field, child } of nodes) write(lines, child, field, indent);
}

/** A loop's head is no node and has no span: it comes first. */
function startOf(node: AnyNode): number {
  const span = node.span;
  return typeof span === 'object' && span !== null && 'start' in span && typeof span.start === 'number' ? span.start : 0;
}

function heading(node: AnyNode): string {
  const scalars = Object.entries(node).filter(([field, value]) => !hidden.has(field) && typeof value !== 'object' && value !== undefined);
  const ext = typeof node.ext === 'string' ? [`~${node.ext}`] : [];
  return [node.kind, ...scalars.map(([field, value]) => `${field}=${JSON.stringify(value)}`), ...ext].join(' ');
}

function inline(node: AnyNode): string | undefined {
  switch (node.kind) {
    case 'name':
      return String(node.text);
    case 'literal':
      return JSON.stringify(node.value);
    case 'interpolation':
      return String(node.raw);
    case 'text':
    case 'discretion':
      return `${node.kind} ${String(node.quote ?? node.fence)} ${(node.parts as AnyNode[]).map((part) => inline(part)).join(' ')}`.trimEnd();
    case 'reference':
      return inline(node.name as AnyNode);
    case 'member':
      return path(node, `.${inline(node.name as AnyNode)}`);
    case 'number':
      return String(node.raw);
    case 'boolean':
      return String(node.value);
    case 'null':
      return 'null';
    case 'missing':
      return '<missing>';
    default:
      return undefined;
  }
}

function path(node: AnyNode, suffix: string): string | undefined {
  const object = inline(node.object as AnyNode);
  return object === undefined ? undefined : `${object}${suffix}`;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
