/** The tests with real agent commands; `scripts/test-agents.mjs` runs them. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../../../..', import.meta.url)),
  test: { include: ['tests/executors/adapters/real/*.test-agents.ts'], testTimeout: 180_000, hookTimeout: 60_000, fileParallelism: false },
});
