/**
 * Who may run an agent now (semantics 2.11).
 *
 * 1. Only a running invocation holds a slot; `limit` caps them all, a setting's own cap its own.
 * 2. First ready, first served; what became ready in one step goes in program order.
 * 3. An invocation whose setting is full does not hold up those of others.
 * 4. The gate is asked when an invocation could start; one that it keeps is out of the line.
 * 5. What cleans up after a cancellation goes before all others (semantics 2.3).
 */
export interface Waiting {
  readonly path: string;
  readonly command: string;
  /** Null: the setting has no cap of its own. */
  readonly commandLimit: number | null;
  /** It cleans up after a cancellation. */
  readonly cleanup: boolean;
  start(): void;
  /** The gate has kept it: something else than a slot is waited for. */
  hold(): void;
}

export class Slots {
  /** In the order in which they start. */
  #ready = new Set<Waiting>();
  #fresh: Waiting[] = [];
  #running = 0;
  readonly #runningByCommand = new Map<string, number>();

  constructor(
    private readonly limit: number,
    private readonly comparePaths: (a: string, b: string) => number,
    private readonly gate: (waiting: Waiting) => boolean = () => true,
  ) {}

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#ready.size + this.#fresh.length;
  }

  add(waiting: Waiting): void {
    this.#fresh.push(waiting);
  }

  /** True when it had not started: it never will. */
  remove(waiting: Waiting): boolean {
    if (this.#ready.delete(waiting)) return true;
    const place = this.#fresh.indexOf(waiting);
    if (place >= 0) this.#fresh.splice(place, 1);
    return place >= 0;
  }

  release(command: string): void {
    this.#running--;
    this.#runningByCommand.set(command, (this.#runningByCommand.get(command) ?? 1) - 1);
  }

  /** Starts all that may start. */
  fill(): void {
    if (this.#fresh.length > 1) this.#fresh.sort((a, b) => this.comparePaths(a.path, b.path));
    this.lineUp();
    const started: Waiting[] = [];
    for (const waiting of this.#ready) {
      if (this.#running >= this.limit) break;
      if (!this.admits(waiting)) continue;
      this.#ready.delete(waiting);
      if (!this.gate(waiting)) continue;
      this.take(waiting.command);
      started.push(waiting);
    }
    for (const waiting of started) waiting.start();
  }

  private lineUp(): void {
    if (this.#fresh.some((waiting) => waiting.cleanup)) {
      const all = [...this.#ready, ...this.#fresh];
      this.#ready = new Set([...all.filter((waiting) => waiting.cleanup), ...all.filter((waiting) => !waiting.cleanup)]);
    } else for (const waiting of this.#fresh) this.#ready.add(waiting);
    this.#fresh = [];
  }

  private admits({ command, commandLimit }: Waiting): boolean {
    return commandLimit === null || (this.#runningByCommand.get(command) ?? 0) < commandLimit;
  }

  private take(command: string): void {
    this.#running++;
    this.#runningByCommand.set(command, (this.#runningByCommand.get(command) ?? 0) + 1);
  }
}
