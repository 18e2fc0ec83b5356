import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'demo/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/warm.global.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Most suites wait for processes and sockets: more of them than cores, few enough that none starves.
    maxWorkers: 4,
    maxConcurrency: 2,
  },
})
