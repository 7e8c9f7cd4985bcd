import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from './file-artifact-store.js';

describe('FileArtifactStore', () => {
  let folder: string;
  let store: FileArtifactStore;
  const content = Buffer.from('forty-two bytes of something worth keeping');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marquee-artifacts-'));
    store = new FileArtifactStore(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('gives back what was put', async () => {
    const artifact = await store.put('models/a/model.safetensors', content);
    expect(artifact).toEqual({
      uri: 'file:models/a/model.safetensors',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      bytes: content.length,
    });
    expect(await store.get(artifact)).toEqual(content);
  });

  it('leaves nothing but the artifact in the folder', async () => {
    await store.put('model', content);
    expect(await readdir(folder)).toEqual(['model']);
  });

  it('refuses a truncated artifact and says how many bytes there are', async () => {
    const artifact = await store.put('model', content);
    await truncate(join(folder, 'model'), 10);
    await expect(store.get(artifact)).rejects.toThrow('it has 10 bytes, expected 42');
  });

  it('refuses an altered artifact', async () => {
    const artifact = await store.put('model', content);
    await writeFile(join(folder, 'model'), Buffer.from(content).fill('x', 3, 4));
    await expect(store.get(artifact)).rejects.toThrow('its checksum is not the recorded one');
  });

  it('says that a missing artifact is missing', async () => {
    const artifact = await store.put('model', content);
    await store.delete(artifact.uri);
    await expect(store.get(artifact)).rejects.toThrow('it is missing');
  });

  it.each(['file:../secret', 'file:a/../../secret', 's3://bucket/key'])(
    'does not read %s, which is outside',
    async (uri) => {
      await expect(store.get({ uri, sha256: '', bytes: 0 })).rejects.toThrow('it is not in this store');
    },
  );
});
