import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeArtifactStore } from '../../../test/artifact-store-contract.js';
import { FileArtifactStore } from './file-artifact-store.js';

/** Why no small file system can be made here; null when it can. */
function smallDiskFault(): string | null {
  const place = mkdtempSync(join(tmpdir(), 'marquee-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place]);
  if (mounted.status === 0) execFileSync('umount', [place]);
  rmdirSync(place);
  return mounted.status === 0 ? null : 'this user may not mount a small file system';
}

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
    const fault = { code: 'artifact-store-failed', message: expect.stringContaining(file) };
    await expect(broken.check()).rejects.toMatchObject(fault);
    await expect(broken.put('model', content)).rejects.toMatchObject(fault);
    await expect(broken.get({ uri: 'file:model', sha256: '', bytes: 1 })).rejects.toThrow('is missing');
  });

  const whyNoSmallDisk = smallDiskFault();
  if (whyNoSmallDisk) {
    it.todo(`says that the disk is full (not run: ${whyNoSmallDisk})`);
  } else {
    it('says that the disk is full, and keeps nothing of what had no room', async () => {
      const disk = join(folder, 'disk');
      await mkdir(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk]);
      try {
        const small = new FileArtifactStore(disk);
        const kept = await small.put('small', content);
        const full = { code: 'artifact-store-full', message: expect.stringContaining('no room left') };
        await expect(small.put('large', Buffer.alloc(1024 ** 2))).rejects.toMatchObject(full);
        await expect(small.check()).rejects.toMatchObject(full);
        expect(await filesIn(disk)).toEqual([join(disk, 'small')]);
        expect(await small.get(kept)).toEqual(content);
      } finally {
        execFileSync('umount', [disk]);
      }
    });
  }
});
