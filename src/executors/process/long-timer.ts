/** The longest wait that `setTimeout` can hold; anything longer would fire at once. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** Runs `fire` once after `milliseconds`, however many; the returned function cancels it. */
export function startLongTimer(milliseconds: number, fire: () => void): () => void {
  const deadline = performance.now() + milliseconds;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const left = deadline - performance.now();
    timer = left > LONGEST_WAIT ? setTimeout(wait, LONGEST_WAIT) : setTimeout(fire, Math.max(left, 0));
  };
  wait();
  return () => clearTimeout(timer);
}
