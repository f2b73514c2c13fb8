import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Who may open a unit of work that sees every Domain. Whoever joins this list explains it in the commit. */
const MAY_CROSS_DOMAINS = [
  'apps/api/src/{platform,auth,domains,provisioning,sessions,settings}/**',
  'apps/api/testing/**',
];

/** Where SQL may be written. */
const MAY_WRITE_SQL = [
  'apps/api/src/**/*.repository.ts',
  'apps/api/src/platform/database/**',
  'apps/api/migrations/**',
  'apps/api/testing/**',
  'bench/**',
  '**/*.spec.ts',
];

/** Where the environment of the process may be read. */
const MAY_READ_ENVIRONMENT = [
  'apps/api/src/platform/config/**',
  'apps/api/testing/**',
  'bench/**',
  'e2e/**',
  '**/*.config.{ts,mjs}',
];

/** Tools that ask for a default export. */
const HAVE_DEFAULT_EXPORT = [
  '**/*.config.{ts,mjs}',
  '**/global-{setup,teardown}.{ts,mjs}',
  'eslint.config.mjs',
  'apps/web/src/testing/no-styles.ts',
];

const TESTS = ['**/*.spec.{ts,tsx}', '**/testing/**', 'e2e/**'];

const RESTRICTIONS = [
  {
    except: MAY_CROSS_DOMAINS,
    selector: 'ImportSpecifier[imported.name="SystemUnitOfWork"]',
    message: 'SystemUnitOfWork sees every Domain; its importers are listed at the top of eslint.config.mjs.',
  },
  {
    except: MAY_WRITE_SQL,
    selector: 'CallExpression[callee.property.name=/^(query|createQueryBuilder)$/]',
    message: 'SQL lives in *.repository.ts.',
  },
  {
    except: MAY_READ_ENVIRONMENT,
    selector: 'MemberExpression[object.name="process"][property.name="env"]',
    message: 'Configuration is read in platform/config; take the value from there.',
  },
  {
    except: HAVE_DEFAULT_EXPORT,
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name, so that a thing is called the same everywhere.',
  },
  {
    except: [],
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'Math.random can be guessed; use node:crypto (platform/ids, platform/crypto).',
  },
  {
    except: [],
    selector: 'CallExpression[callee.name=/^(createHash|createHmac|hash)$/] > Literal[value=/^(md5|sha-?1)$/i]',
    message: 'MD5 and SHA-1 are broken; use sha256.',
  },
  {
    except: [],
    selector:
      'CallExpression[callee.property.name=/^(createHash|createHmac|hash)$/] > Literal[value=/^(md5|sha-?1)$/i]',
    message: 'MD5 and SHA-1 are broken; use sha256.',
  },
  {
    except: [],
    selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
    message: 'Text is rendered as text; markup from data is how scripts get in.',
  },
];

/**
 * One file meets one set of options of a rule, so each combination of exceptions gets its own entry: first everything,
 * then, for the files an exception names, everything that is still forbidden there.
 */
function restrictedSyntax() {
  const lists = [...new Set(RESTRICTIONS.map((r) => r.except).filter((except) => except.length > 0))];
  const combinations = lists.reduce((sets, list) => [...sets, ...sets.map((set) => [...set, list])], [[]]);
  return combinations
    .sort((a, b) => a.length - b.length)
    .map((allowed) => ({
      files: allowed.length === 0 ? ['**/*.{ts,tsx,mjs}'] : intersections(allowed),
      rules: {
        'no-restricted-syntax': [
          'error',
          ...RESTRICTIONS.filter((r) => !allowed.includes(r.except)).map(({ selector, message }) => ({
            selector,
            message,
          })),
        ],
      },
    }));
}

/** ESLint reads an array inside `files` as "all of these patterns". */
function intersections(lists) {
  return lists.reduce((found, list) => found.flatMap((patterns) => list.map((glob) => [...patterns, glob])), [[]]);
}

const house = {
  rules: {
    'file-name': {
      create: (context) => ({
        Program(node) {
          const name = context.filename.split(/[\\/]/).pop();
          if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(name)) {
            context.report({ node, message: `Files are named kebab-case.role.ts; '${name}' is not.` });
          }
        },
      }),
    },
  },
};

/** The directory and the mail server that tests of the server and of the console start. */
const SHARED_BY_TESTS = ['^../../apps/api/testing/(slapd|mail-sink|oidc-peer|saml-peer)'];

const boundaries = [
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:test', onlyDependOnLibsWithTags: ['type:lib', 'type:app'] },
  { sourceTag: 'scope:contracts', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:rules', onlyDependOnLibsWithTags: ['scope:contracts'] },
  { sourceTag: 'scope:client', onlyDependOnLibsWithTags: ['scope:contracts'] },
  { sourceTag: 'scope:web', notDependOnLibsWithTags: ['scope:api'] },
];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'data/',
      'coverage/',
      '.nx/',
      'test-results/',
      'playwright-report/',
      'node_modules/',
      '**/*.cjs',
    ],
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx,mjs}'],
    plugins: { house },
    rules: {
      'house/file-name': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 60 }],
      complexity: ['error', 10],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: SHARED_BY_TESTS, enforceBuildableLibDependency: false, depConstraints: boundaries },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-member-accessibility': ['error', { accessibility: 'no-public' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nestjs/common',
              importNames: ['forwardRef'],
              message: 'Imports go down only: move what both need below both.',
            },
            { name: 'jsonwebtoken', importNames: ['decode'], message: 'A token is verified or not read at all.' },
          ],
        },
      ],
    },
  },
  {
    files: ['apps/web/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: [{ from: 'package', package: '@tanstack/router-core', name: ['Redirect', 'NotFoundError'] }] },
      ],
    },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['**/*.spec.{ts,tsx}'], rules: { 'max-lines': 'off' } },
  { files: ['apps/api/src/{main,cli}.ts', 'bench/**', '.ci/**'], rules: { 'no-console': 'off' } },
  ...restrictedSyntax(),
  prettier,
);
