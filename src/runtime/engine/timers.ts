/** Timers as effects: block timeouts, cleanup times and backoff waits, on the run's clock. */
import type { EffectLogic } from './effect-logic.ts';
import { effectLogic } from './effect-logic.ts';
import type { Engine } from './engine.ts';

export type TimerInput =
  | {
      readonly path: string;
      /** Milliseconds. */
      readonly delay: number;
      /** A backoff keeps the driver alive; a block timeout does not (semantics 1.9). */
      readonly purpose: 'timeout' | 'backoff';
    }
  /** How long cleaning up may take is the run's to say. */
  | { readonly path: string; readonly purpose: 'cleanup' };

export type TimerOutcome = { readonly status: 'succeeded'; readonly value: null };

export function timerLogic(engine: Engine): EffectLogic<TimerInput, TimerOutcome> {
  return effectLogic((input, end) => {
    const { path, purpose } = input;
    const delay = input.purpose === 'cleanup' ? engine.cleanupTimeout : input.delay;
    const alive = purpose === 'backoff' ? 1 : 0;
    let open = true;
    const close = (): void => {
      if (open) engine.waits.timers -= alive;
      open = false;
    };
    engine.waits.timers += alive;
    const cancel = engine.clock.startTimer(delay, () => {
      close();
      engine.deliveries.arrive({ path, deadline: purpose !== 'backoff', deliver: () => end({ status: 'succeeded', value: null }) });
    });
    const stop = (): void => {
      close();
      cancel();
    };
    return { cancel: stop, drop: stop };
  });
}
