/** Real time: the `Clock` and `Ids` ports on Node. */
import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from '../ports.ts';

/** Node's timers fire at once above this; longer waits are made of several. */
const longestTimer = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  startTimer(milliseconds, fire) {
    let left = milliseconds;
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const wait = Math.min(left, longestTimer);
      left -= wait;
      timer = setTimeout(() => (left > 0 ? arm() : fire()), wait);
    };
    arm();
    return () => clearTimeout(timer);
  },
  defer: (task) => void setImmediate(task),
};

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

export const systemIds: Ids = {
  runId() {
    const now = new Date();
    const two = (number: number): string => String(number).padStart(2, '0');
    const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
    const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
    const random = [...randomBytes(6)].map((byte) => letters[byte % letters.length]).join('');
    return `${day}-${time}-${random}`;
  },
  runKey: () => randomBytes(16).toString('hex'),
};
