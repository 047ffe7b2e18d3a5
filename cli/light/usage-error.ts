/** The command line asks for something that the command cannot do; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** @param hint one line that helps, without a full stop */
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
