import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { withReact } from './client/react.mjs'

/** Children run from dist/ also under tests, so whatever starts one needs a build first. */
const globalSetup = ['server/test/support/build.ts']

/** Newer Node.js has a localStorage of its own, which without a file is nothing at all and would stand in for the one of the DOM. */
const execArgv = process.allowedNodeEnvironmentFlags.has('--no-experimental-webstorage') ? ['--no-experimental-webstorage'] : []

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          testTimeout: 30_000,
          include: ['server/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/*.e2e.test.ts'],
        },
      },
      {
        ...withReact(join(import.meta.dirname, 'client')),
        test: { name: 'client', environment: 'happy-dom', testTimeout: 30_000, execArgv, include: ['client/**/*.test.{ts,tsx}'] },
      },
      {
        test: { name: 'integration', environment: 'node', include: ['server/**/*.integration.test.ts'], globalSetup, testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['server/test/e2e/**/*.e2e.test.ts'],
          globalSetup,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // After everything else: these watch the clock with a browser, a database and a crowd on the same machine.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
