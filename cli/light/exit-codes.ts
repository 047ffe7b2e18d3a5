/** How the command ends (semantics 5). */
export const exitCodes = {
  succeeded: 0,
  /** Failed or cancelled; `fmt --check`: not in canonical form. */
  failed: 1,
  usage: 2,
  invalidProgram: 3,
  paused: 4,
  busy: 5,
  damaged: 6,
  ourBug: 70,
  /** 128 + the signal's number. */
  hangup: 129,
  interrupted: 130,
  brokenPipe: 141,
  terminated: 143,
} as const;
