import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeArtifactStore } from '../../../test/artifact-store-contract.js';
import { FileArtifactStore } from './file-artifact-store.js';

describe('FileArtifactStore', () => {
  let folder: string;
  let store: FileArtifactStore;
  const content = Buffer.from('something worth keeping');
  const filesIn = async (path: string) =>
    (await readdir(path, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marquee-artifacts-'));
    store = new FileArtifactStore(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  describeArtifactStore(() => ({
    store,
    overwrite: (key, changed) => writeFile(join(folder, key), changed),
    everythingKept: () => filesIn(folder),
  }));

  it('removes the folders that a deletion leaves empty', async () => {
    const artifact = await store.put('runs/1/plots/loss.png', content);
    await store.put('runs/2/loss.png', content);
    await store.delete(artifact.uri);
    expect(await readdir(join(folder, 'runs'))).toEqual(['2']);
  });

  it('says that a key cannot be a folder and an artifact', async () => {
    await store.put('runs/1', content);
    await expect(store.put('runs/1/loss.png', content)).rejects.toMatchObject({
      code: 'artifact-key-invalid',
    });
    await expect(store.put('runs', content)).rejects.toMatchObject({ code: 'artifact-key-invalid' });
  });

  it('sweeps what dead writers left, and leaves alone what may still be written', async () => {
    const partials = join(folder, '.partial');
    await mkdir(partials);
    // A child that has ended leaves a process number that nobody has.
    const dead = execFileSync(process.execPath, ['-p', 'process.pid']).toString().trim();
    const names = {
      dead: `${hostname()}.${dead}.00000000.0`,
      earlierProcessOfThisNumber: `${hostname()}.${process.pid}.00000000.0`,
      alive: `${hostname()}.${process.ppid}.00000000.0`,
      elsewhere: 'another-host.1.00000000.0',
      elsewhereLongAgo: 'another-host.1.00000000.1',
    };
    for (const name of Object.values(names)) await writeFile(join(partials, name), 'half of it');
    const yesterday = Date.now() / 1000 - 86_400;
    await utimes(join(partials, names.elsewhereLongAgo), yesterday, yesterday);

    const published = await store.put('model', content);
    expect(await store.sweep()).toBe(3);
    expect((await readdir(partials)).sort()).toEqual([names.alive, names.elsewhere].sort());
    expect(await store.get(published)).toEqual(content);
  });

  it('does not sweep its own writes', async () => {
    const source = (async function* () {
      yield content;
      expect(await store.sweep()).toBe(0);
      yield content;
    })();
    expect((await store.putStream('model', source)).bytes).toBe(2 * content.length);
  });

  it('publishes while another deletes from the same folder', async () => {
    const writes = Array.from({ length: 100 }, async (_, i) => {
      const artifact = await store.put(`runs/a/${i}`, content);
      await store.delete(artifact.uri);
    });
    await Promise.all(writes);
    expect(await filesIn(folder)).toEqual([]);
  });

  it('says what to do when the folder is none', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const broken = new FileArtifactStore(file);
    await expect(broken.check()).rejects.toMatchObject({
      code: 'artifact-store-failed',
      message: expect.stringContaining(file),
    });
  });
});
