import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const library = join(import.meta.dirname, '../../../../libs/recommender/dist');
const api = join(import.meta.dirname, '../../dist');

/** Beside the library of models: what reads a snapshot and what runs in a training thread. */
const files = [
  'ingestion/snapshots/load-snapshot.js',
  'ingestion/snapshots/rating-file.js',
  'training/item-content.js',
  'training/training.worker.js',
].map((name) => join(api, name));

let known: string | null = null;

/**
 * SHA-256 of the compiled code that makes models: the same code gives the same models, whatever it was built from. Computed
 * once, from a few MB.
 */
export function codeVersion(): string {
  known ??= hashOf([...compiledFilesIn(library), ...files]);
  return known;
}

function compiledFilesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|wasm)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash.update(`${relative(path.startsWith(library) ? library : api, path).replaceAll('\\', '/')}\n`);
    hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** The commit that the working tree is at; null where there is none, as in a container: GIT_COMMIT says it there. */
export function gitCommit(): string | null {
  const root = join(import.meta.dirname, '../../../..');
  try {
    const head = readFileSync(join(root, '.git/HEAD'), 'utf8').trim();
    if (!head.startsWith('ref: ')) return head;
    return readRef(join(root, '.git'), head.slice('ref: '.length));
  } catch {
    return null;
  }
}

function readRef(git: string, ref: string): string | null {
  try {
    return readFileSync(join(git, ref), 'utf8').trim();
  } catch {
    const packed = readFileSync(join(git, 'packed-refs'), 'utf8').split('\n');
    return packed.find((line) => line.endsWith(` ${ref}`))?.slice(0, 40) ?? null;
  }
}
