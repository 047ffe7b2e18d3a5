/** Timers as effects: block timeouts, cleanup times and backoff waits, on the run's clock. */
import type { EffectHandle, EffectLogic } from './effect-logic.ts';
import { effectLogic } from './effect-logic.ts';
import type { Engine } from './engine.ts';

export type TimerInput =
  | {
      readonly path: string;
      /** Milliseconds. */
      readonly delay: number;
      /** A block timeout keeps no driver alive (semantics 1.9). */
      readonly purpose: 'timeout';
    }
  /** Between attempts of a session: `attempt` is the one that failed. */
  | { readonly path: string; readonly delay: number; readonly purpose: 'backoff'; readonly attempt: number }
  /** How long cleaning up may take is the run's to say. */
  | { readonly path: string; readonly purpose: 'cleanup' };

export type TimerOutcome = { readonly status: 'succeeded'; readonly value: null } | { readonly status: 'cancelled'; readonly by: string };

export function timerLogic(engine: Engine): EffectLogic<TimerInput, TimerOutcome> {
  return effectLogic((input, end) => {
    if (input.purpose === 'backoff') return backoff(engine, input, end);
    const { path } = input;
    const delay = input.purpose === 'cleanup' ? engine.cleanupTimeout : input.delay;
    const stop = engine.clock.startTimer(delay, () =>
      engine.deliveries.arrive({ path, deadline: true, deliver: () => end({ status: 'succeeded', value: null }) }),
    );
    return { cancel: stop, drop: stop };
  });
}

/** A session between two attempts: it keeps the driver alive, and what is cancelled then is its session. */
function backoff(engine: Engine, { path, delay, attempt }: Extract<TimerInput, { purpose: 'backoff' }>, end: (outcome: TimerOutcome) => void): EffectHandle {
  let isRunning = true;
  let cancelledBy: string | null = null;
  const finish = (): void => {
    if (cancelledBy === null) return end({ status: 'succeeded', value: null });
    engine.memories.release(path);
    engine.recorder.publish({ type: 'session.cancelled', path, attempt: attempt + (engine.uncharged.get(path) ?? 0), by: cancelledBy, unkilled: [] });
    end({ status: 'cancelled', by: cancelledBy });
  };
  engine.waits.timers++;
  const clear = engine.clock.startTimer(delay, () => {
    isRunning = false;
    engine.waits.timers--;
    engine.deliveries.arrive({ path, deliver: finish });
  });
  const stop = (): boolean => {
    if (!isRunning) return false;
    isRunning = false;
    engine.waits.timers--;
    clear();
    return true;
  };
  return {
    cancel(by) {
      cancelledBy ??= by;
      if (stop()) engine.turns.soon(finish);
    },
    drop() {
      stop();
      engine.memories.release(path);
    },
  };
}
