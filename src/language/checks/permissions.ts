/** The value of `permissions`: who may do what (E004, E045). */
import type { Property, Span } from '../ast.ts';
import type { PermissionAction, Permissions } from '../../ports.ts';
import type { LateCheckContext } from './check-context.ts';
import { entriesOf, isNameOrText, isOpen, itemsOf, staticText } from './values.ts';
import type { NamedEntry, Value } from './values.ts';

const keys: ReadonlySet<string> = new Set(['read', 'write', 'execute', 'network', 'bash']);
const actions: ReadonlySet<string> = new Set<PermissionAction>(['allow', 'deny', 'prompt']);

export function checkPermissions(property: Property, value: Value, agent: string | undefined, context: LateCheckContext): void {
  const entries = entriesOf(value);
  if (!entries) {
    if (!isOpen(value) || value.kind === 'text')
      refuse(context, property.name.span, '`permissions` takes `read`, `write`, `execute`, `network` and `bash`', 'write an indented block: `bash: deny`');
    return;
  }
  const unsound = entries.filter((entry) => !checkEntry(entry, context));
  if (unsound.length === 0) checkEnforced(property, entries, agent, context);
}

function checkEntry(entry: NamedEntry, context: LateCheckContext): boolean {
  const { key, span, value } = entry;
  if (!keys.has(key)) {
    const near = context.guess.nearest(key, keys);
    return refuse(
      context,
      span,
      `\`permissions\` has no \`${key}\``,
      near ? `did you mean \`${near}\`?` : 'it takes `read`, `write`, `execute`, `network` and `bash`',
    );
  }
  if (!value || value.kind === 'missing' || (value.kind === 'word' && context.isName(value)) || isAllowed(key, value)) return true;
  return refuse(
    context,
    span,
    `\`${key}\` cannot have this value`,
    key === 'bash' ? 'write `allow`, `deny` or `prompt`' : 'write a list of patterns, or `allow`, `deny` or `prompt`',
  );
}

function isAllowed(key: string, value: Value): boolean {
  const text = staticText(value);
  if (text !== undefined) return actions.has(text);
  const items = itemsOf(value);
  if (items) return key !== 'bash' && items.every(isNameOrText);
  return isOpen(value);
}

function refuse(context: LateCheckContext, span: Span, message: string, hint: string): false {
  context.reporter.add('E004', span, message, hint);
  return false;
}

/** Asked only for permissions that the text alone tells. */
function checkEnforced(property: Property, entries: readonly NamedEntry[], agent: string | undefined, context: LateCheckContext): void {
  if (!context.permissions) return;
  const verdict = context.permissions(staticPermissions(entries), agent);
  if (verdict !== 'enforced') context.reporter.add('E045', property.name.span, verdict.message, verdict.hint);
}

function staticPermissions(entries: readonly NamedEntry[]): Permissions {
  const known: Record<string, PermissionAction | readonly string[]> = {};
  for (const { key, value } of entries) {
    if (!value) continue;
    const text = staticText(value);
    const items = itemsOf(value)?.map((item) => staticText(item) ?? '');
    if (items) known[key] = items;
    else if (text !== undefined && actions.has(text)) known[key] = text as PermissionAction; // it is one of them
  }
  return known;
}
