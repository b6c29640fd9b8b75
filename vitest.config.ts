import { defineConfig } from 'vitest/config';
import { hangMs } from './test/hangMs.ts';

export default defineConfig({
  // The packages take each other's sources, not their builds.
  resolve: { conditions: ['nominal-source'] },
  ssr: { resolve: { conditions: ['nominal-source', 'module', 'node', 'default'] } },
  test: {
    include: [
      'src/**/*.test.ts',
      'packages/*/src/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    globalSetup: ['./test/buildFirst.ts'],
    setupFiles: ['./test/propertySeed.ts'],
    // No test may depend on how fast the machine is: a wait inside a test ends before the test does.
    testTimeout: 2 * hangMs,
    hookTimeout: 2 * hangMs,
    expect: { poll: { timeout: hangMs } },
    pool: 'forks',
    // Three on two cores: many tests wait for a server, a browser or a time to pass.
    maxWorkers: 3,
    reporters: ['default', './test/countReporter.ts'],
  },
});
