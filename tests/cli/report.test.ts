/** How commands that end early say so, and with which exit code. */
import { describe, expect, test, vi } from 'vitest';
import { reportFailure } from '../../cli/light/report.ts';
import { UsageError } from '../../cli/light/usage-error.ts';
import { InvariantError, TroupeError, type TroupeErrorCode } from '../../src/index.ts';

const said = vi.hoisted(() => ({ stderr: '' }));
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  writeSync: (_fd: number, bytes: Buffer) => {
    said.stderr += bytes.toString();
    return bytes.length;
  },
}));

function report(error: unknown): { readonly code: number; readonly stderr: string } {
  said.stderr = '';
  return { code: reportFailure(error), stderr: said.stderr };
}

describe('failures of a command', () => {
  test('a usage error: message and hint, exit 2', () => {
    expect(report(new UsageError('no', 'do this'))).toEqual({ code: 2, stderr: 'troupe: no\n  hint: do this\n' });
  });

  test.each<[TroupeErrorCode, number]>([
    ['usage', 2],
    ['invalid-program', 3],
    ['run-failed', 1],
    ['run-cancelled', 1],
    ['paused', 4],
    ['busy', 5],
    ['damaged', 6],
    ['interrupted', 130],
  ])('a TroupeError %s exits with %d', (code, expected) => {
    expect(report(new TroupeError(code, 'why'))).toEqual({ code: expected, stderr: 'troupe: why\n' });
  });

  test('an error of the system: its message, no stack, exit 1', () => {
    const error = Object.assign(new Error("EACCES: permission denied, mkdir '/x'"), { code: 'EACCES', syscall: 'mkdir' });
    expect(report(error)).toEqual({ code: 1, stderr: "troupe: EACCES: permission denied, mkdir '/x'\n" });
  });

  test.each([new InvariantError('impossible'), new TypeError('x is not a function'), 'thrown text', undefined])(
    'anything else is our bug: exit 70, please report (%s)',
    (error) => {
      const { code, stderr } = report(error);
      expect(code).toBe(70);
      expect(stderr).toMatch(/^troupe: internal error: /);
      expect(stderr).toContain('Please report it');
      expect(stderr).toContain(`node ${process.version}`);
    },
  );
});
