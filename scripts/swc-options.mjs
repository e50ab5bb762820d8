/** How TypeScript becomes JavaScript: the same in builds, in jest and where node runs TypeScript by ts-hooks.mjs. */
export const swcOptions = {
  swcrc: false,
  configFile: false,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
};
