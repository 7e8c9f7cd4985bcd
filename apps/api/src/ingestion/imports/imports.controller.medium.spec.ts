import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type RunningApp } from '../../../test/e2e/running-app.js';
import { makeZip } from '../../../test/make-zip.js';
import { AppConfig } from '../../platform/config/app-config.js';

const ratings = 'userId,movieId,rating,timestamp\n1,1,4,1\n2,1,3.5,1\n';
const adminKey = 'an-admin-key-of-length';
const writeKey = 'a-writer-key-of-length';

describe('the imports API', () => {
  let app: RunningApp;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'marquee-imports-'));
    app = await startApp({
      maxUploadBytes: 100_000,
      apiKeys: [
        { name: 'admin', role: 'admin', secret: adminKey },
        { name: 'writer', role: 'write', secret: writeKey },
      ],
    });
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true });
  });

  async function post(body: Buffer | string, type: string, key = writeKey) {
    const response = await fetch(`${app.url}/api/v1/imports`, {
      method: 'POST',
      headers: { 'content-type': type, 'x-api-key': key },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    return {
      status: response.status,
      location: response.headers.get('location'),
      body: (await response.json()) as { id: string },
    };
  }
  const postSource = (source: unknown, key = adminKey) =>
    post(JSON.stringify({ source }), 'application/json', key);

  async function resultOf(jobId: string): Promise<unknown> {
    for (;;) {
      const { body } = await app.get<{ state: string }>(`/api/v1/jobs/${jobId}`, { 'x-api-key': writeKey });
      if (!['queued', 'running'].includes(body.state)) return body;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const uploads = (): string[] => readdirSync(join(app.app.get(AppConfig).dataDir, 'uploads'));

  it('takes a CSV file in the body', async () => {
    const { status, location, body } = await post(ratings, 'text/csv; charset=utf-8');
    expect(status).toBe(202);
    expect(location).toBe(`/api/v1/jobs/${body.id}`);
    expect(await resultOf(body.id)).toMatchObject({
      kind: 'import',
      state: 'succeeded',
      result: { source: 'upload.csv', ratings: { inserted: 2 }, movies: { inserted: 1 } },
    });
    expect(uploads()).toEqual([]);
  });

  it('takes a zip in the body', async () => {
    const zip = makeZip([
      { name: 'set/ratings.csv', content: ratings },
      { name: 'set/movies.csv', content: 'movieId,title,genres\n1,Toy Story (1995),Comedy\n' },
    ]);
    const { status, body } = await post(zip, 'application/zip');
    expect(status).toBe(202);
    expect(await resultOf(body.id)).toMatchObject({
      result: { ratings: { unchanged: 2 }, movies: { updated: 1 } },
    });
    expect(uploads()).toEqual([]);
  });

  it('takes a path from an administrator only', async () => {
    writeFileSync(join(folder, 'ratings.csv'), ratings);
    expect(await postSource(folder, writeKey)).toMatchObject({ status: 403 });
    const { status, body } = await postSource(folder);
    expect(status).toBe(202);
    expect(await resultOf(body.id)).toMatchObject({ state: 'succeeded', result: { source: folder } });
  });

  it('lets nobody without a key upload', async () => {
    expect(await post(ratings, 'text/csv', 'no such key at all')).toMatchObject({ status: 401 });
    expect(uploads()).toEqual([]);
  });

  it('says what is wrong before a job starts', async () => {
    expect(await postSource('/nowhere')).toMatchObject({
      status: 404,
      body: { type: '/problems/import-source-not-found' },
    });
    expect(await postSource('')).toMatchObject({ status: 400, body: { errors: [{ pointer: '/source' }] } });
    expect(await postSource(7)).toMatchObject({ status: 400 });
    expect(await post('null', 'application/json')).toMatchObject({ status: 400 });
    expect(await post('[]', 'application/json')).toMatchObject({ status: 400 });
    expect(await post('x', 'image/png')).toMatchObject({ status: 415 });
    expect(await post('a,b\n1,2\n', 'text/csv')).toMatchObject({
      status: 422,
      body: { type: '/problems/import-mapping-needed' },
    });
    expect(await post('no zip', 'application/zip')).toMatchObject({ status: 422 });
    expect(await post('', 'text/csv')).toMatchObject({ status: 422 });
    expect(uploads()).toEqual([]);
  });

  it('refuses an upload beyond the limit, announced or not', async () => {
    const large = ratings + '1,1,4,1\n'.repeat(20_000);
    expect(await post(large, 'text/csv')).toMatchObject({
      status: 413,
      body: { type: '/problems/upload-too-large' },
    });
    expect(uploads()).toEqual([]);
  });

  it('lists the official archives', async () => {
    const { body } = await app.get('/api/v1/imports/sources', { 'x-api-key': writeKey });
    expect(body).toHaveLength(8);
    expect(body).toContainEqual({
      name: 'ml-20m',
      title: 'MovieLens 20M',
      ratings: 20_000_263,
      bytes: 198_702_078,
      sha256: '96f243c338a8665f6bcc89c53edf6ee39162a846940de6b7c8c48aeada765ff3',
      url: 'https://files.grouplens.org/datasets/movielens/ml-20m.zip',
    });
    const unknownSizes = body.filter(({ bytes }: { bytes: number | null }) => bytes === null);
    expect(unknownSizes.map(({ name }: { name: string }) => name)).toEqual(['ml-latest']);
  });
});
