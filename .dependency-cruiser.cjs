/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'contexts-only-through-index',
      comment: 'A context is known to others only by its src/index.ts.',
      severity: 'error',
      from: { path: '^libs/(?!kernel/)([^/]+)/src/' },
      to: {
        path: '^libs/(?!kernel/)([^/]+)/src/',
        pathNot: ['^libs/$1/src/', '^libs/[^/]+/src/index\\.ts$'],
      },
    },
    {
      name: 'kernel-only-through-index',
      comment: 'A kernel library is known to others only by its src/index.ts.',
      severity: 'error',
      from: { path: '^libs/kernel/([^/]+)/src/' },
      to: {
        path: '^libs/kernel/([^/]+)/src/',
        pathNot: ['^libs/kernel/$1/src/', '^libs/kernel/[^/]+/src/index\\.ts$'],
      },
    },
    {
      name: 'outside-only-through-index',
      comment: 'Applications, contexts and tests reach a kernel library or a context by its src/index.ts.',
      severity: 'error',
      from: { path: '^(apps/|libs/(?!kernel/))' },
      to: { path: '^libs/kernel/[^/]+/src/', pathNot: ['^libs/kernel/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'apps-only-through-index',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^libs/(?!kernel/)[^/]+/src/', pathNot: ['^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'kernel-knows-no-context',
      severity: 'error',
      from: { path: '^libs/kernel/' },
      to: { path: '^(libs/(?!kernel/)|apps/)' },
    },
    {
      name: 'contexts-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'domain/ knows no framework, no database, no I/O.',
      severity: 'error',
      from: { path: '/src/domain/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: [
          '^(node:)?(fs|http|https|net|tls|dgram|dns|os|process|timers|child_process|worker_threads)(/|$)',
          'node_modules/(@nestjs|typeorm|pg|bullmq|ioredis|express|pino)',
          '/(features|read-models|reactions|migrations)/',
          '^libs/kernel/(config|database|embedded|event-store|http|queues|timers)/',
        ],
      },
    },
    {
      name: 'transparency-log-is-pure',
      comment: 'The log library runs in Node, in the browser and offline: no framework, no database.',
      severity: 'error',
      from: { path: '^libs/kernel/transparency-log/src/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: ['node_modules/(@nestjs|typeorm|pg|bullmq|ioredis)', '^libs/(?!kernel/transparency-log/)'],
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-tests-in-code',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['\\.spec\\.ts$', '^libs/kernel/testing/'] },
      to: { path: ['\\.spec\\.ts$', '^libs/kernel/testing/', '^test/'] },
    },
    {
      name: 'no-dev-dependencies-in-code',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['\\.spec\\.ts$', '^libs/kernel/testing/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
