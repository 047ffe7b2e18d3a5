/** Timers as effects: block timeouts and backoff waits, on the run's clock. */
import type { EffectLogic } from './effect-logic.ts';
import { effectLogic } from './effect-logic.ts';
import type { Engine } from './engine.ts';

export interface TimerInput {
  readonly path: string;
  /** Milliseconds. */
  readonly delay: number;
  /** A backoff keeps the driver alive; a block timeout does not (semantics 1.9). */
  readonly purpose: 'timeout' | 'backoff';
}

export type TimerOutcome = { readonly status: 'succeeded'; readonly value: null };

export function timerLogic(engine: Engine): EffectLogic<TimerInput, TimerOutcome> {
  return effectLogic(({ path, delay, purpose }, end) => {
    const alive = purpose === 'backoff' ? 1 : 0;
    let open = true;
    const close = (): void => {
      if (open) engine.waits.timers -= alive;
      open = false;
    };
    engine.waits.timers += alive;
    const cancel = engine.clock.startTimer(delay, () => {
      close();
      engine.deliveries.arrive({ path, deadline: purpose === 'timeout', deliver: () => end({ status: 'succeeded', value: null }) });
    });
    const stop = (): void => {
      close();
      cancel();
    };
    return { cancel: stop, drop: stop };
  });
}
