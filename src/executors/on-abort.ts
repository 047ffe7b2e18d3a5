/** Listening to a signal that many invocations may share. */
import { setMaxListeners } from 'node:events';

/** Runs `listener` once when `signal` aborts; the returned function ends the listening. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  // Every running agent of a run may listen to the same signal: many listeners are no leak here.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
