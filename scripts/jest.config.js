import { swcTransform } from '../jest.preset.js';

/** The commands themselves. */
export default {
  displayName: 'scripts',
  testEnvironment: 'node',
  roots: ['<rootDir>'],
  testMatch: ['**/*.spec.mjs'],
  moduleFileExtensions: ['mjs', 'js', 'ts', 'json', 'node'],
  transform: swcTransform,
  testTimeout: 300_000,
};
