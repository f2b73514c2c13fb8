/**
 * One runner for everything that needs no browser. Sources are compiled by swc as they are loaded and stay ES modules,
 * so tests run the same module graph as production. Integration tests (`*.it.spec.ts`) share one prepared database.
 */
const swc = (parser) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true, ...parser },
      transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
      keepClassNames: true,
    },
  },
];

const common = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx$': swc({ tsx: true }), '\\.ts$': swc({}) },
  // Compiled packages come first, so that `./x.js` inside node_modules is never mistaken for a source of ours.
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'tsx', 'json', 'node'],
  moduleNameMapper: {
    '^wardkeep/contracts$': '<rootDir>/libs/contracts/src/index.ts',
    '^wardkeep/contracts/dto$': '<rootDir>/libs/contracts/src/dto.ts',
    '^wardkeep/rules$': '<rootDir>/libs/rules/src/index.ts',
    '^wardkeep/client$': '<rootDir>/libs/client/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
};

export default {
  // On two cores: some files wait for other processes.
  maxWorkers: 3,
  // Each file leaves its modules and its database behind: a worker that keeps many of them only collects garbage.
  workerIdleMemoryLimit: '500MB',
  testTimeout: 60_000,
  projects: [
    { ...common, displayName: 'bench', testMatch: ['<rootDir>/bench/**/*.spec.ts'] },
    { ...common, displayName: 'libs', testMatch: ['<rootDir>/libs/**/*.spec.ts'] },
    { ...common, displayName: 'api', testMatch: ['<rootDir>/apps/api/**/!(*.it).spec.ts'] },
    {
      ...common,
      displayName: 'database',
      testMatch: ['<rootDir>/apps/api/**/*.it.spec.ts'],
      globalSetup: '<rootDir>/apps/api/testing/global-setup.mjs',
      globalTeardown: '<rootDir>/apps/api/testing/global-teardown.mjs',
    },
    {
      ...common,
      displayName: 'console',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/apps/web/**/*.spec.{ts,tsx}'],
      setupFiles: ['<rootDir>/apps/web/src/testing/setup.ts'],
      moduleNameMapper: {
        '\\.css$': '<rootDir>/apps/web/src/testing/no-styles.ts',
        ...common.moduleNameMapper,
      },
    },
  ],
};
