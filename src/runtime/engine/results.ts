/** Results of finished sessions by the call they belong to, for the default context index (semantics 1.10). */
export interface FinishedResult {
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

export class Results {
  readonly #byCall = new Map<string, FinishedResult[]>();

  add(callPath: string, result: FinishedResult): void {
    const list = this.#byCall.get(callPath);
    if (list) list.push(result);
    else this.#byCall.set(callPath, [result]);
  }

  /** Results of the session's own call, then those of the program. */
  visibleFrom(callPath: string): readonly FinishedResult[] {
    const own = this.#byCall.get(callPath) ?? [];
    return callPath === '' ? own : [...(this.#byCall.get('') ?? []), ...own];
  }
}
