/** From the top down. A folder imports from its own row and the rows below it, never from above. */
const API_LAYERS = [
  ['commands'],
  ['auth', 'provisioning'],
  ['providers', 'sessions'],
  ['users'],
  ['roles'],
  ['settings'],
  ['domains'],
  ['audit'],
  ['platform'],
];
const WEB_LAYERS = [['routes'], ['features'], ['components'], ['lib', 'i18n', 'theme']];

const TEST_CODE = '\\.spec\\.tsx?$|/testing/';

/** For each layer, a rule that forbids the rows above it and the files that wire everything together. */
function downOnly(app, layers) {
  const any = (names) => `^apps/${app}/src/(${names.join('|')})/`;
  return layers.map((layer, row) => {
    const above = layers.slice(0, row).flat();
    return {
      name: `${app}-${layer.join('-and-')}-imports-down`,
      comment: `Imports go down only. ${layer.join(', ')} may not know ${['the wiring', ...above].join(', ')}.`,
      severity: 'error',
      from: { path: any(layer), pathNot: TEST_CODE },
      to: { path: [`^apps/${app}/src/[^/]+$`, ...(above.length > 0 ? [any(above)] : [])], pathNot: '\\.d\\.ts$' },
    };
  });
}

function knownFolders(app, layers, others) {
  return {
    name: `${app}-folder-has-a-layer`,
    comment: 'Give a new folder its place in .dependency-cruiser.cjs, so that its imports are checked.',
    severity: 'error',
    from: {
      path: `^apps/${app}/src/[^/]+/`,
      pathNot: `^apps/${app}/src/(${[...layers.flat(), ...others].join('|')})/`,
    },
    to: {},
  };
}

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one thing, or share a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'The import names nothing that exists.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    ...downOnly('api', API_LAYERS),
    knownFolders('api', API_LAYERS, ['extensions']),
    {
      name: 'auth-and-provisioning-are-strangers',
      comment: 'Signing in and provisioning do not know each other.',
      severity: 'error',
      from: { path: '^apps/api/src/(auth|provisioning)/' },
      to: { path: '^apps/api/src/(auth|provisioning)/', pathNot: '^apps/api/src/$1/' },
    },
    {
      name: 'repositories-are-private',
      comment: "Ask the other feature's service: its repository and entity are its own.",
      severity: 'error',
      from: { path: '^apps/api/src/([^/]+)/', pathNot: TEST_CODE },
      to: { path: '^apps/api/src/[^/]+/.*\\.(repository|entity)\\.ts$', pathNot: '^apps/api/src/$1/' },
    },
    {
      name: 'controllers-ask-services',
      comment: 'A controller says what HTTP says; what happens is in the service.',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: '\\.(repository|entity)\\.ts$' },
    },
    {
      name: 'production-does-without-test-code',
      comment: 'What runs in production imports no test and no testing folder.',
      severity: 'error',
      from: { path: '^(apps/[^/]+/(src|migrations)|libs/[^/]+/src)/', pathNot: TEST_CODE },
      to: { path: TEST_CODE },
    },
    {
      name: 'production-does-without-dev-dependencies',
      comment: 'The image is installed without devDependencies: make it a dependency.',
      severity: 'error',
      from: { path: '^(apps/api/(src|migrations)|libs/[^/]+/src)/', pathNot: TEST_CODE },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'libraries-do-no-io',
      comment: 'Contracts and rules run in the browser too: no module of Node, no database.',
      severity: 'error',
      from: { path: '^libs/[^/]+/src/', pathNot: TEST_CODE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'rules-and-client-bring-nothing',
      comment: 'Rules and the client have no dependency but the contracts.',
      severity: 'error',
      from: { path: '^libs/(rules|client)/src/', pathNot: TEST_CODE },
      to: { path: 'node_modules' },
    },
    {
      name: 'console-does-not-know-the-server',
      comment: 'The console talks to the API through libs/client.',
      severity: 'error',
      from: { path: '^(apps/web|libs)/' },
      to: { path: '^apps/api/' },
    },
    ...downOnly('web', WEB_LAYERS),
    knownFolders('web', WEB_LAYERS, ['testing']),
    {
      name: 'features-are-strangers',
      comment: 'Features of the console do not import each other: a route puts them together.',
      severity: 'error',
      from: { path: '^apps/web/src/features/([^/]+)/' },
      to: { path: '^apps/web/src/features/', pathNot: '^apps/web/src/features/$1/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.json'],
    },
  },
};
