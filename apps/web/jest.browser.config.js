import { swcTransform } from '../../jest.preset.js';

/** The dashboard in a real browser against a running Marquee: slow, so apart from the component tests. */
export default {
  displayName: 'web in a browser',
  testEnvironment: 'node',
  roots: ['<rootDir>/e2e'],
  testMatch: ['**/*.browser.spec.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: swcTransform,
  testTimeout: 120_000,
  maxWorkers: 1,
};
