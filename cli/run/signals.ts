/**
 * Signals while a run is driven (semantics 4.9): the first stops the agents and leaves the run resumable, the second
 * ends the process at once.
 */
import { exitCodes } from '../light/exit-codes.ts';

const codes = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated, SIGHUP: exitCodes.hangup } as const;

export class Signals {
  /** The exit code of the first signal; null while there was none. */
  code: number | null = null;
  #stop: (() => void) | undefined;

  /** @param announce called at the first signal, before anything is stopped */
  constructor(private readonly announce: () => void) {
    for (const [signal, code] of Object.entries(codes)) process.on(signal, () => this.arrive(code));
  }

  /** What the first signal does; at once when it has arrived already. */
  whenSignalled(stop: () => void): void {
    this.#stop = stop;
    if (this.code !== null) stop();
  }

  private arrive(code: number): void {
    if (this.code !== null) return process.exit(code);
    this.code = code;
    this.announce();
    this.#stop?.();
  }
}
