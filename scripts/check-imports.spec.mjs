import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { undeclaredImports } from './check-imports.mjs';

describe('undeclaredImports', () => {
  let root;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'marquee-imports-'));
    put('package.json', { name: 'root', devDependencies: { jest: '1' } });
    put('libs/fast/package.json', { name: '@marquee/fast' });
    put('apps/api/package.json', {
      name: '@marquee/api',
      dependencies: { pg: '1', '@nestjs/core': '1' },
      devDependencies: { zipper: '1', '@types/typed': '1' },
    });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function put(path, content) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  const faults = () => undeclaredImports(root, ['apps/api', 'libs/fast']);

  it('finds nothing to say about this repository', () => {
    expect(undeclaredImports()).toEqual([]);
  });

  it('takes what is declared, Node itself, files and the own name', () => {
    put(
      'apps/api/src/a.ts',
      `import pg from 'pg'; import 'pg/lib/x.js'; import { Module } from '@nestjs/core/module';
       import fs from 'fs'; import { join } from 'node:path'; import './b.js'; import '@marquee/api';`,
    );
    expect(faults()).toEqual([]);
  });

  it.each([
    ['a library of the workspace', `import { x } from '@marquee/fast';`, '@marquee/fast'],
    ['a package', `import x from 'left';`, 'left'],
    ['a scoped package by a path inside it', `import x from '@scope/left/deep/file.js';`, '@scope/left'],
    ['a type', `import type { X } from 'left';`, 'left'],
    ['what is exported again', `export * from 'left';`, 'left'],
    ['a dynamic import', `const x = await import('left');`, 'left'],
    ['an import for its effects', `import 'left';`, 'left'],
    ['a package that is there for development only', `import x from 'zipper';`, 'zipper'],
    ['a tool of the root', `import x from 'jest';`, 'jest'],
  ])('refuses %s that the workspace does not declare', (_what, source, name) => {
    put('apps/api/src/deep/a.ts', source);
    expect(faults()).toEqual([
      `apps/api/src/deep/a.ts imports ${name}, which apps/api/package.json does not declare.`,
    ]);
  });

  it('lets tests use development packages of their workspace and of the root, and no others', () => {
    put(
      'apps/api/src/a.spec.ts',
      `import 'zipper'; import 'jest'; import 'pg'; import type { T } from 'typed';`,
    );
    put('apps/api/test/b.ts', `import '@marquee/fast';`);
    expect(faults()).toEqual([
      'apps/api/test/b.ts imports @marquee/fast, which apps/api/package.json does not declare.',
    ]);
  });

  it('reads bench and scripts too', () => {
    put('bench/a.bench.mjs', `import pg from 'pg'; import '@marquee/fast'; import 'left';`);
    expect(faults()).toEqual(['bench/a.bench.mjs imports left, which package.json does not declare.']);
  });
});
