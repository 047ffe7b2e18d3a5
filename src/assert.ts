/**
 * A broken promise inside Troupe itself: never the user's mistake.
 *
 * The command reports it with exit code 70 and asks for a bug report.
 */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws `InvariantError` unless `condition` holds. Use it for our own bugs only. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Makes a `switch` over a union exhaustive: the compiler rejects the call while a case is missing. */
export function assertNever(value: never, what = 'value'): never {
  throw new InvariantError(`unexpected ${what}: ${JSON.stringify(value)}`);
}
