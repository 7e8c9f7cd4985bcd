import { createHash, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  ArtifactCorruptError,
  ArtifactMissingError,
  type ArtifactStore,
  type ListedArtifact,
} from '../src/platform/artifacts/artifact-store.js';

export interface StoreUnderTest {
  store: ArtifactStore;
  /** Changes what is stored behind the store's back. */
  overwrite(key: string, content: Uint8Array): Promise<void>;
  /** Everything that is kept, published or not, by whatever name. */
  everythingKept(): Promise<string[]>;
}

const content = Buffer.from('forty-two bytes of something worth keeping');

/** What every artifact store satisfies. Keys of a test are below a prefix of its own. */
export function describeArtifactStore(start: () => StoreUnderTest): void {
  let prefix: string;
  let store: ArtifactStore;
  let overwrite: StoreUnderTest['overwrite'];
  beforeEach(() => {
    prefix = `t${randomBytes(5).toString('hex')}`;
    ({ store, overwrite } = start());
  });

  const keysBelow = async (below: string) => (await listed(store.list(below))).map(({ key }) => key);

  it('gives back what was put', async () => {
    const artifact = await store.put(`${prefix}/model.safetensors`, content);
    expect(artifact).toEqual({
      uri: store.uriOf(`${prefix}/model.safetensors`),
      sha256: createHash('sha256').update(content).digest('hex'),
      bytes: content.length,
    });
    expect(await store.get(artifact)).toEqual(content);
  });

  it('keeps an artifact without content', async () => {
    const artifact = await store.putStream(`${prefix}/empty`, []);
    expect(artifact.bytes).toBe(0);
    expect(await store.get(artifact)).toEqual(Buffer.alloc(0));
  });

  it('takes names with spaces, signs and letters of any script', async () => {
    const key = `${prefix}/a plot+more (1)/наука & 100%.png`;
    const artifact = await store.put(key, content);
    expect(await store.get(artifact)).toEqual(content);
    expect(await keysBelow(prefix)).toEqual([key]);
  });

  it('replaces an artifact as a whole', async () => {
    const first = await store.put(`${prefix}/model`, content);
    const second = await store.put(`${prefix}/model`, Buffer.from('another'));
    expect(await store.get(second)).toEqual(Buffer.from('another'));
    await expect(store.get(first)).rejects.toThrow(ArtifactCorruptError);
  });

  it('streams large content in and out, and it is the same', async () => {
    const artifact = await store.putStream(`${prefix}/large`, largeContent());
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of store.getStream(artifact) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    expect({ sha256: hash.digest('hex'), bytes }).toEqual({ sha256: artifact.sha256, bytes: largeBytes });
    expect(artifact.bytes).toBe(largeBytes);
  });

  it('keeps nothing of a stream that fails, and tells its own error', async () => {
    const { everythingKept } = start();
    const before = await everythingKept();
    const failing = (async function* () {
      yield* largeContent();
      throw new Error('the source ran dry');
    })();
    await expect(store.putStream(`${prefix}/large`, failing)).rejects.toThrow('the source ran dry');
    expect(await everythingKept()).toEqual(before);
  });

  it('keeps nothing of a write that is called off', async () => {
    const { everythingKept } = start();
    const before = await everythingKept();
    const calledOff = new AbortController();
    const source = (async function* () {
      for await (const chunk of largeContent()) {
        yield chunk;
        calledOff.abort(new Error('never mind'));
      }
    })();
    const { signal } = calledOff;
    await expect(store.putStream(`${prefix}/large`, source, { signal })).rejects.toThrow('never mind');
    expect(await everythingKept()).toEqual(before);
  });

  it('shows nothing of an artifact before it is whole', async () => {
    const seen: boolean[] = [];
    const source = (async function* () {
      yield content;
      seen.push(await store.exists(store.uriOf(`${prefix}/slow`)));
      seen.push((await keysBelow(prefix)).length > 0);
      yield content;
    })();
    const artifact = await store.putStream(`${prefix}/slow`, source);
    expect(seen).toEqual([false, false]);
    expect(await store.exists(artifact.uri)).toBe(true);
  });

  it.each([
    ['truncated', content.subarray(0, 10), 'it has 10 bytes, expected 42'],
    ['extended', Buffer.concat([content, Buffer.from('!')]), 'it has more bytes than the 42 recorded'],
    ['altered', Buffer.from(content).fill('x', 41, 42), 'its checksum is not the recorded one'],
  ])('refuses an artifact that was %s', async (_how, changed, reason) => {
    const artifact = await store.put(`${prefix}/model`, content);
    await overwrite(`${prefix}/model`, changed);
    await expect(store.get(artifact)).rejects.toThrow(`Artifact ${artifact.uri} cannot be used: ${reason}.`);
  });

  it('never gives out the whole of a stream whose tail was altered', async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of largeContent()) chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    const artifact = await store.put(`${prefix}/large`, whole);
    whole[whole.length - 1] ^= 1;
    await overwrite(`${prefix}/large`, whole);
    let bytes = 0;
    const read = async () => {
      for await (const chunk of store.getStream(artifact) as AsyncIterable<Buffer>) bytes += chunk.length;
    };
    await expect(read()).rejects.toThrow('its checksum is not the recorded one');
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(largeBytes);
  });

  it('says that a missing artifact is missing', async () => {
    const artifact = await store.put(`${prefix}/model`, content);
    await store.delete(artifact.uri);
    await expect(store.get(artifact)).rejects.toThrow(ArtifactMissingError);
    await expect(store.get(artifact)).rejects.toThrow(`Artifact ${artifact.uri} is missing`);
    expect(await store.head(artifact.uri)).toBeNull();
    await store.delete(artifact.uri);
  });

  it('lists what a prefix covers in the order of keys, with sizes and times', async () => {
    const keys = ['a.txt', 'a/1', 'a/2/deep', 'ab', 'b/1'].map((key) => `${prefix}/${key}`);
    for (const key of keys.toReversed()) await store.put(key, content);
    expect(await keysBelow(`${prefix}/`)).toEqual(keys);
    expect(await keysBelow(`${prefix}/a/`)).toEqual([`${prefix}/a/1`, `${prefix}/a/2/deep`]);
    expect(await keysBelow(`${prefix}/a/2/d`)).toEqual([`${prefix}/a/2/deep`]);
    expect(await keysBelow(`${prefix}/c`)).toEqual([]);
    const [one] = await listed(store.list(`${prefix}/ab`));
    expect(one).toEqual(await store.head(store.uriOf(`${prefix}/ab`)));
    expect(one).toMatchObject({ uri: store.uriOf(`${prefix}/ab`), bytes: content.length });
    expect(Math.abs(one.modifiedAt.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it.each(['', '/a', 'a//b', 'a/', '../a', 'a/../b', './a', '.hidden/a', 'a\\b', 'a\0'])(
    'refuses the key %j',
    async (key) => {
      await expect(store.put(key, content)).rejects.toMatchObject({ code: 'artifact-key-invalid' });
    },
  );

  it('refuses a key of more than 1,024 bytes', async () => {
    await expect(store.put('é'.repeat(513), content)).rejects.toMatchObject({ code: 'artifact-key-invalid' });
  });

  it.each(['file:../secret', 'file:a/../../secret', 'file:', 's3://another/key', 'https://example.org/a'])(
    'does not read %s, which is outside',
    async (uri) => {
      await expect(store.get({ uri, sha256: '', bytes: 0 })).rejects.toThrow('it is not in this store');
      await expect(store.head(uri)).rejects.toThrow('it is not in this store');
      await expect(store.delete(uri)).rejects.toThrow('it is not in this store');
    },
  );

  it('says that it can be used, and keeps nothing of the trial', async () => {
    const { everythingKept } = start();
    const before = await everythingKept();
    await store.check();
    expect(await everythingKept()).toEqual(before);
  });
}

/** Three parts of an upload, if these are as small as servers take them. */
const largeBytes = 11 * 1024 ** 2 + 7;

/** The same bytes every time, in chunks of odd sizes. */
async function* largeContent(): AsyncGenerator<Buffer> {
  for (let start = 0; start < largeBytes; start += 777_777) {
    await setImmediate();
    const chunk = Buffer.alloc(Math.min(777_777, largeBytes - start));
    chunk.fill(`${start},`);
    yield chunk;
  }
}

async function listed(artifacts: AsyncIterable<ListedArtifact>): Promise<ListedArtifact[]> {
  const all: ListedArtifact[] = [];
  for await (const artifact of artifacts) all.push(artifact);
  return all;
}
