import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const api = join(import.meta.dirname, '..');
const source = join(api, 'src', 'platform', 'database');

/**
 * The launcher of the embedded PostgreSQL, compiled from its source on the spot: it is needed outside jest, and tests
 * must not depend on what was built last.
 *
 * @returns {Promise<typeof import('../src/platform/database/embedded-postgres.js')>}
 */
export async function loadLauncher() {
  mkdirSync(join(api, 'dist'), { recursive: true });
  // Inside the package, so that its dependencies are found.
  const target = mkdtempSync(join(api, 'dist', '.launcher-'));
  try {
    for (const name of readdirSync(source)) {
      if (!name.startsWith('embedded-postgres') || name.endsWith('.spec.ts')) continue;
      const { code } = transformSync(readFileSync(join(source, name), 'utf8'), {
        filename: name,
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
      });
      writeFileSync(join(target, name.replace(/\.ts$/, '.js')), code);
    }
    return await import(pathToFileURL(join(target, 'embedded-postgres.js')).href);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}
