/**
 * Two projects: `unit` runs the sources; `command` runs the built command, which is built once before it.
 */
import { defineConfig } from 'vitest/config';

const builtCommand = ['tests/{cli,acceptance,crash,package}/**/*.test.ts', 'tests/docs/readme.test.ts', 'tests/examples/**/*.test.ts'];

export default defineConfig({
  define: { TROUPE_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/**/*.test.ts'], exclude: builtCommand, testTimeout: 20_000 } },
      {
        extends: true,
        test: {
          name: 'command',
          include: builtCommand,
          globalSetup: ['tests/setup/build.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
