import { swcTransform } from '../../jest.preset.js';

/** Packages that are ESM only; jest in CommonJS mode gets them compiled. */
const esmOnly = [
  'content-disposition',
  '@nestjs',
  '@marquee',
  '@tokenizer',
  '@borewit',
  'file-type',
  'hyparquet',
  'hyparquet-writer',
  'strtok3',
  'token-types',
  'uint8array-extras',
];

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  globalSetup: '<rootDir>/test/pg.setup.mjs',
  globalTeardown: '<rootDir>/test/pg.teardown.mjs',
  setupFiles: ['reflect-metadata'],
  testTimeout: 180_000,
  moduleNameMapper: {
    '^@marquee/migrations$': '<rootDir>/../../migrations/index.ts',
    '^@marquee/(recommender|drift)$': '<rootDir>/../../libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: swcTransform,
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
};
