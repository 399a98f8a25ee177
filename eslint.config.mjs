// Lint: what the compiler can't see. Room arrows are checked by dependency-cruiser (.dependency-cruiser.cjs).
import tseslint from 'typescript-eslint';

const limits = {
  'max-lines': ['error', { max: 400 }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  'max-depth': ['error', 4],
  'max-params': 'off',
  '@typescript-eslint/max-params': ['error', { max: 4 }],
};

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', 'tools/', 'coverage/', '**/*.mjs', '**/*.cjs', '**/*.d.mts'] },
  {
    files: ['server/src/**/*.ts', 'client/src/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...limits,
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true } }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-this-alias': 'off',
      '@typescript-eslint/prefer-readonly': 'error',
    },
  },
  {
    // Core runs on every key press: see effects/manifests.ts FoundProject.
    files: ['server/src/core/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error',
        { selector: 'ObjectExpression > Property[kind="get"]', message: 'V8 makes a hidden class per object of it, which keeps what the getter leads to until the next full collection: write a class.' }],
    },
  },
  { files: ['server/src/**/*.data.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['test/**/*.ts'],
    extends: [tseslint.configs.recommended],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'no-only-tests': 'off' },
  },
);
