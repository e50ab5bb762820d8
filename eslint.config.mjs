import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Names of @nestjs/cqrs that live in memory only and lose work in a crash (docs/adr/0005). */
const memoryOnlyCqrs = [
  'EventBus',
  'EventPublisher',
  'AggregateRoot',
  'Saga',
  'EventsHandler',
  'IEventHandler',
  'ofType',
  'UnhandledExceptionBus',
];

/** Whatever way the environment is read. */
const environment = [
  "MemberExpression[object.name='process'][property.name='env']",
  "MemberExpression[object.name='process'][property.value='env']",
  "MemberExpression[object.property.name='process'][property.name='env']",
  "VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env']",
  'ImportDeclaration[source.value=/^(node:)?process$/]',
].map((selector) => ({ selector, message: 'Only libs/kernel/config reads the environment.' }));

const inMemory = {
  name: '@nestjs/cqrs',
  importNames: memoryOnlyCqrs,
  message: 'In-memory events lose work in a crash; follow the log with a subscription (docs/adr/0005).',
};

/** Ways to send a request past the guard (docs/adr/0028). */
const unguarded = 'Requests leave by Outbound of @doyak/kernel/outbound alone (docs/adr/0028).';
const clients = [
  { name: 'undici', message: unguarded },
  ...['http', 'https', 'node:http', 'node:https'].map((name) => ({
    name,
    importNames: ['request', 'get', 'Agent'],
    message: unguarded,
  })),
];
const fetching = [
  "CallExpression[callee.name='fetch']",
  "MemberExpression[property.name='fetch'][object.name='globalThis']",
].map((selector) => ({ selector, message: unguarded }));

/** Time is moved by the demo alone (docs/adr/0022). */
const simulation = {
  selector: "NewExpression[callee.name='SimulatedClock']",
  message: 'Only the demo runs on a clock that can be moved (docs/adr/0022).',
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.doyak/', 'coverage/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  { languageOptions: { globals: globals.node } },
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-imports': ['error', { paths: [inMemory] }],
    },
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    ignores: ['libs/kernel/config/**', '**/*.spec.ts', 'libs/kernel/testing/**'],
    rules: {
      'no-restricted-syntax': ['error', ...environment, ...fetching, simulation],
    },
  },
  {
    // The demo is a client of the API that it started itself.
    files: ['apps/cli/src/demo/api-client.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...environment, simulation],
    },
  },
  {
    files: ['apps/cli/src/demo/server/process.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...environment, ...fetching],
    },
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    ignores: ['libs/kernel/outbound/**', '**/*.spec.ts', '**/*.test-support.ts', 'libs/kernel/testing/**'],
    rules: {
      // This replaces what a block above says of the same rule.
      'no-restricted-imports': ['error', { paths: [inMemory, ...clients] }],
    },
  },
  {
    files: ['libs/**/src/domain/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        // This replaces what the block above says of the same rule.
        ...environment,
        ...fetching,
        simulation,
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time arrives with the command.',
        },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Time arrives with the command.',
        },
        {
          selector: "CallExpression[callee.object.object.name='Temporal'][callee.object.property.name='Now']",
          message: 'Time arrives with the command.',
        },
        {
          selector: 'CallExpression[callee.name=/^(randomUUID|uuidv4|uuidv7)$/]',
          message: 'Ids arrive with the command.',
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Deciders are pure.',
        },
      ],
    },
  },
  prettier,
);
