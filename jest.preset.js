/**
 * CommonJS jest over an ESM code base: jest on Node 20 cannot require(esm), so TypeScript and the
 * ESM-only packages named in a project's transformIgnorePatterns are compiled to CommonJS on the fly.
 */
const typescript = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx: true, decorators: true },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      useDefineForClassFields: false,
      react: { runtime: 'automatic' },
    },
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};
const javascript = {
  jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } },
  module: { type: 'commonjs' },
};

export const swcTransform = {
  '^.+\\.tsx?$': ['@swc/jest', typescript],
  '^.+\\.m?js$': ['@swc/jest', javascript],
};
