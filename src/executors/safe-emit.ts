import type { AgentActivity } from '../ports.ts';

type Emit = (activity: AgentActivity) => void;

/** An `emit` whose listener's faults are its own business: they must not cost an agent's answer. */
export function safeEmit(emit: Emit): Emit {
  return (activity) => {
    try {
      emit(activity);
    } catch {
      // Nobody is left to tell.
    }
  };
}
