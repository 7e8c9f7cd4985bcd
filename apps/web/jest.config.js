import { swcTransform } from '../../jest.preset.js';

export default {
  displayName: 'web',
  testEnvironment: '<rootDir>/test/jsdom-with-fetch.js',
  roots: ['<rootDir>/src'],
  setupFilesAfterEnv: ['<rootDir>/test/setup.ts'],
  moduleNameMapper: { '\\.(css|woff2|svg)$': '<rootDir>/test/no-style.js' },
  transform: swcTransform,
  testTimeout: 120_000,
};
