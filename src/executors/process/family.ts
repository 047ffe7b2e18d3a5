/**
 * Which processes belong to one agent invocation.
 *
 * Owns: membership. Does not own: signals and waiting (`stop-processes.ts`).
 *
 * 1. Members are the process that we spawned, its group, its descendants by parent pid, and every
 *    process that carries the marker: whoever leaves one of these (own session, own group, reparented
 *    to init) is still found by another.
 * 2. Once a member, always a member, whatever it does to its parent, group and environment afterwards.
 * 3. This process and its ancestors are never members, even when an agent of the same run started us.
 */
import type { ProcessEntry, ProcessTable } from './process-table.ts';

export interface FamilyOptions {
  /** The process that we spawned; null when only the marker is known (a sweep). */
  readonly root: { readonly pid: number; readonly startTime: string | null } | null;
  /** Whether a process with this `TROUPE_MARK` is a member. */
  readonly hasMark: (mark: string) => boolean;
}

export class Family {
  readonly #options: FamilyOptions;
  /** Start times by pid. */
  readonly #members = new Map<number, string>();

  constructor(options: FamilyOptions) {
    this.#options = options;
  }

  /** Every pid that was ever a member, in the order of being found. */
  get pids(): readonly number[] {
    const root = this.#options.root;
    return [...new Set([...(root === null ? [] : [root.pid]), ...this.#members.keys()])];
  }

  /** The members that `table` shows alive, newly found ones included. */
  living(table: ProcessTable): readonly ProcessEntry[] {
    const spared = selfAndAncestors(table);
    const children = childrenByParent(table);
    const found = [...table.values()].filter((entry) => !spared.has(entry.pid) && (this.#isMember(entry) || this.#belongs(entry, table)));
    const living = new Map(found.map((entry) => [entry.pid, entry]));
    for (const entry of living.values()) {
      // A Map's iteration visits what is added on the way, so that this walks down all generations.
      for (const child of children.get(entry.pid) ?? []) if (!spared.has(child.pid)) living.set(child.pid, child);
    }
    for (const entry of living.values()) this.#members.set(entry.pid, entry.startTime);
    return [...living.values()];
  }

  #isMember(entry: ProcessEntry): boolean {
    return this.#members.get(entry.pid) === entry.startTime;
  }

  #belongs(entry: ProcessEntry, table: ProcessTable): boolean {
    if (entry.mark !== null && this.#options.hasMark(entry.mark)) return true;
    const root = this.#options.root;
    if (root === null || entry.group !== root.pid) return false;
    // A group whose leader is another process than ours has only inherited the number.
    const leader = table.get(root.pid);
    return leader === undefined || root.startTime === null || leader.startTime === root.startTime;
  }
}

function selfAndAncestors(table: ProcessTable): ReadonlySet<number> {
  const spared = new Set<number>([1]);
  for (let pid: number | undefined = process.pid; pid !== undefined && !spared.has(pid); pid = table.get(pid)?.parent) spared.add(pid);
  return spared;
}

function childrenByParent(table: ProcessTable): ReadonlyMap<number, readonly ProcessEntry[]> {
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of table.values()) {
    const siblings = children.get(entry.parent);
    if (siblings === undefined) children.set(entry.parent, [entry]);
    else siblings.push(entry);
  }
  return children;
}
