import { createHash } from 'node:crypto';
import { readdirSync, truncateSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { DataSource } from 'typeorm';
import { startApp, type RunningApp } from '../../../test/e2e/running-app.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { PythonPeer } from '../../../test/python-peer.js';
import type { Snapshot } from './snapshot.js';
import { SnapshotsService } from './snapshots.service.js';

const someRatings = `
  SELECT n % 90 * 3 + 1 AS user_id, n / 90 + 1 AS movie_id, ((n * 7) % 10 + 1) / 2.0 AS rating,
         timestamptz '2001-02-03Z' + n * interval '61.000001 seconds' AS rated_at
  FROM generate_series(0, 1799) AS n`;

describe('snapshots', () => {
  let app: RunningApp;
  let sql: DataSource;
  const context = { signal: new AbortController().signal, progress: (): void => undefined };

  beforeAll(async () => {
    app = await startApp();
    sql = app.app.get(DataSource);
  });
  afterAll(() => app.stop());

  async function fill(order: string): Promise<void> {
    await sql.query('DELETE FROM snapshots');
    await empty();
    await sql.query(`INSERT INTO movies (id, title, year, genres, imdb_id, tmdb_id)
      SELECT n, 'Film ' || n || ' „é“', nullif(1900 + n, 1907), CASE n % 3 WHEN 0 THEN '{}' ELSE '{Drama,"Sci-Fi, odd"}' END::text[],
             nullif('tt' || n, 'tt5'), nullif(n, 6) FROM generate_series(1, 25) AS n ORDER BY ${order}`);
    await sql.query(
      `INSERT INTO ratings SELECT * FROM (${someRatings}) AS r ORDER BY ${order.replace('n', 'movie_id')}, user_id`,
    );
    await sql.query(
      `INSERT INTO tags VALUES (1, 2, 'slow', '2002-01-01Z'), (1, 1, 'noir', '2002-01-01 00:00:00.5Z'), (4, 2, 'Zed', '2003-01-01Z')`,
    );
  }
  const empty = (): Promise<unknown> => sql.query('TRUNCATE ratings, movies, tags, users');
  const take = async (): Promise<Snapshot> => (await app.app.get(SnapshotsService).take(context)).snapshot;
  const stored = (): string[] =>
    readdirSync(app.app.get(AppConfig).artifactsDir, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.parquet'))
      .sort();

  it('tells what it holds', async () => {
    await fill('n');
    const snapshot = await take();
    expect(snapshot).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      parentId: null,
      schemaVersion: 1,
      ratingCount: 1800,
      userCount: 90,
      movieCount: 20,
      filmCount: 25,
      tagCount: 3,
      firstRatedAt: '2001-02-03T00:00:00.000Z',
      lowestRating: 0.5,
      highestRating: 5,
    });
    expect(snapshot.bytes).toBe(Object.values(snapshot.files).reduce((sum, { bytes }) => sum + bytes, 0));
    const { body } = await app.get(`/api/v1/snapshots/${snapshot.id}`);
    expect(body).toEqual({ ...snapshot, usedBy: [] });
  });

  it('is the same whatever the order of the rows, and stores no second file', async () => {
    await fill('n');
    const before = await take();
    const files = stored();
    await fill('n DESC');
    await sql.query('UPDATE data_changes SET revision = revision + 1');
    const fresh = await take();
    expect(fresh.id).toBe(before.id);
    expect(fresh.files.ratings.contentHash).toBe(before.files.ratings.contentHash);
    expect(stored().length).toBe(files.length + 3);
    await sql.query('UPDATE data_changes SET revision = revision + 1');
    expect((await take()).id).toBe(before.id);
    expect(stored().length).toBe(files.length + 3);
  });

  it.each([
    ['a rating', 'UPDATE ratings SET rating = 5.5 - rating WHERE user_id = 4 AND movie_id = 7'],
    [
      'a microsecond of a time',
      `UPDATE ratings SET rated_at = rated_at + interval '1 microsecond' WHERE user_id = 4 AND movie_id = 7`,
    ],
    ['whose rating it is', 'UPDATE ratings SET user_id = 5 WHERE user_id = 4 AND movie_id = 7'],
    ['one rating less', 'DELETE FROM ratings WHERE user_id = 4 AND movie_id = 7'],
    ['a genre of a film', `UPDATE movies SET genres = '{Drama}' WHERE id = 4`],
    [
      'a tag',
      `UPDATE tags SET tag = 'slower' WHERE tag = 'slow'; UPDATE data_changes SET revision = revision + 1`,
    ],
  ])('is another after a change of %s', async (_, change) => {
    await fill('n');
    const before = await take();
    await sql.query(change);
    const after = await take();
    expect(after.id).not.toBe(before.id);
    expect(after.parentId).toBe(before.id);
  });

  it('shares the file of ratings when only a film has changed', async () => {
    await fill('n');
    const before = await take();
    await sql.query(`UPDATE movies SET title = 'Another' WHERE id = 25`);
    const after = await take();
    expect(after.files.ratings).toEqual(before.files.ratings);
    expect(after.files.movies.uri).not.toBe(before.files.movies.uri);
  });

  it('writes a file again that was lost', async () => {
    await fill('n');
    const before = await take();
    await rm(join(app.app.get(AppConfig).artifactsDir, before.files.ratings.uri.slice('file:'.length)));
    const again = await take();
    expect(again.id).toBe(before.id);
    expect(again.files.ratings.uri).not.toBe(before.files.ratings.uri);
    expect(again.files.ratings.sha256).toBe(before.files.ratings.sha256);
  });

  it('loads what the tables held when it was taken', async () => {
    await fill('n');
    const snapshot = await take();
    await sql.query('DELETE FROM ratings WHERE user_id < 100');
    const { columns, films } = await app.app.get(SnapshotsService).load(snapshot, context);
    const rows = await sql.query<{ user_id: number; movie_id: number; rating: string; seconds: string }[]>(
      `SELECT user_id, movie_id, rating, floor(extract(epoch FROM rated_at)) AS seconds
       FROM (${someRatings}) AS r ORDER BY user_id, movie_id`,
    );
    expect(Object.prototype.toString.call(columns.users.buffer)).toBe('[object SharedArrayBuffer]');
    expect([...columns.users]).toEqual(rows.map((row) => row.user_id));
    expect([...columns.movies]).toEqual(rows.map((row) => row.movie_id));
    expect([...columns.ratings]).toEqual(rows.map((row) => Number(row.rating)));
    expect([...columns.times]).toEqual(rows.map((row) => Number(row.seconds)));
    expect(films.slice(0, 3)).toEqual([
      { id: 1, year: 1901, genres: ['Drama', 'Sci-Fi, odd'], tags: ['noir'] },
      { id: 2, year: 1902, genres: ['Drama', 'Sci-Fi, odd'], tags: ['Zed', 'slow'] },
      { id: 3, year: 1903, genres: [], tags: [] },
    ]);
    expect(films[6].year).toBeNull();
    expect(films.length).toBe(25);
  });

  it('refuses to load a file that was cut short', async () => {
    await fill('n');
    const { files, ...snapshot } = await take();
    truncateSync(join(app.app.get(AppConfig).artifactsDir, files.ratings.uri.slice('file:'.length)), 500);
    await expect(app.app.get(SnapshotsService).load({ files, ...snapshot }, context)).rejects.toThrow(
      'it has 500 bytes',
    );
    await sql.query('DELETE FROM snapshots');
  });

  it('knows an empty database', async () => {
    await empty();
    await sql.query('DELETE FROM snapshots');
    expect(await take()).toMatchObject({
      ratingCount: 0,
      firstRatedAt: null,
      lowestRating: null,
      filmCount: 0,
    });
  });

  it('tells what two differ by', async () => {
    await fill('n');
    const before = await take();
    await sql.query(`
      DELETE FROM ratings WHERE user_id = 1;
      DELETE FROM ratings WHERE user_id = 4 AND movie_id = 20;
      UPDATE ratings SET rating = 5.5 - rating WHERE user_id = 7 AND movie_id IN (1, 2);
      UPDATE ratings SET rated_at = '2020-05-06Z' WHERE user_id = 10 AND movie_id = 3;
      INSERT INTO ratings VALUES (1000, 1, 3.5, '2021-01-01Z'), (4, 24, 2, '2021-01-02Z');
      DELETE FROM movies WHERE id = 25;
      UPDATE movies SET title = 'Other' WHERE id = 3;
      INSERT INTO movies (id, title) VALUES (30, 'Thirty')`);
    const after = await take();
    const { body } = await app.get(`/api/v1/snapshots/${before.id}/diff/${after.id}`);
    expect(body).toMatchObject({
      beforeId: before.id,
      afterId: after.id,
      users: {
        added: 1,
        removed: 1,
        changed: 3,
        addedSample: [1000],
        removedSample: [1],
        changedSample: [4, 7, 10],
      },
      movies: {
        added: 1,
        removed: 1,
        changed: 1,
        addedSample: [{ id: 30, title: 'Thirty', year: null, genres: [] }],
      },
      ratings: { added: 2, removed: 21, changed: 3, changedValue: 2 },
    });
    expect(body.ratings.addedSample).toEqual([
      { userId: 4, movieId: 24, rating: 2, ratedAt: '2021-01-02T00:00:00.000Z' },
      { userId: 1000, movieId: 1, rating: 3.5, ratedAt: '2021-01-01T00:00:00.000Z' },
    ]);
    expect(body.ratings.changedSample[2]).toMatchObject({
      userId: 10,
      after: { ratedAt: '2020-05-06T00:00:00.000Z' },
    });
    const { body: back } = await app.get(`/api/v1/snapshots/${after.id}/diff/${before.id}`);
    expect(back.ratings).toMatchObject({ added: 21, removed: 2, changed: 3 });
    expect((await app.get(`/api/v1/snapshots/${before.id}/diff/nothing`)).status).toBe(404);
  });

  it('restores exactly what it holds into an empty database, and into another only when asked to', async () => {
    await fill('n');
    const snapshot = await take();
    await empty();
    const restore = (body: object) => app.send('POST', `/api/v1/snapshots/${snapshot.id}/restore`, body);
    const first = await restore({});
    expect(await app.finished(first.body.id)).toMatchObject({
      state: 'succeeded',
      result: { snapshotId: snapshot.id, ratings: 1800, movies: 25, tags: 3 },
    });
    expect((await take()).id).toBe(snapshot.id);
    expect(await sql.query('SELECT count(*)::int FROM users')).toEqual([{ count: 90 }]);
    expect((await app.get('/api/v1/movies/7')).body).toMatchObject({ year: null, imdbId: 'tt7' });

    await sql.query(`UPDATE ratings SET rating = 1; INSERT INTO movies (id, title) VALUES (99, 'New')`);
    const refused = await restore({});
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/database-not-empty']);
    expect(refused.body.detail).toContain('1800 ratings and 26 films');
    const second = await restore({ replace: true });
    expect(await app.finished(second.body.id)).toMatchObject({ state: 'succeeded' });
    expect((await take()).id).toBe(snapshot.id);
    expect((await app.get('/stats')).body).toMatchObject({ ratings: 1800 });
  });

  it('is taken as a job, watched and told by its address', async () => {
    await fill('n');
    const { status, headers, body } = await app.send('POST', '/api/v1/snapshots');
    expect([status, headers.get('location')]).toEqual([202, `/api/v1/jobs/${body.id}`]);
    expect(await app.finished(body.id)).toMatchObject({
      kind: 'snapshot',
      state: 'succeeded',
      result: { isNew: true, snapshot: { ratingCount: 1800 } },
    });
    const again = await app.send('POST', '/api/v1/snapshots');
    expect(await app.finished(again.body.id)).toMatchObject({ result: { isNew: false } });
    expect((await app.get('/api/v1/snapshots')).body.items.length).toBe(1);
  });

  it('is removed unless a run has learnt from it', async () => {
    await fill('n');
    const kept = await take();
    await sql.query(`UPDATE movies SET title = 'Another' WHERE id = 25`);
    const { id } = await take();
    await sql.query(
      `INSERT INTO runs (id, kind, name, status, hyperparameters, seed, data_fingerprint, data_revision, rating_count, user_count,
                         movie_count, engine_version, snapshot_id)
       VALUES ('6f1c2a30-0000-4000-8000-000000000001', 'svd', 'SVD', 'failed', '{}', 1, '', 1, 1, 1, 1, '1', $1)`,
      [id],
    );
    const used = await app.send('DELETE', `/api/v1/snapshots/${id}`);
    expect([used.status, used.body.type]).toEqual([409, '/problems/snapshot-in-use']);
    await sql.query('DELETE FROM runs');
    expect((await app.send('DELETE', `/api/v1/snapshots/${id}`)).status).toBe(204);
    expect((await app.get(`/api/v1/snapshots/${id}`)).status).toBe(404);
    const { columns } = await app.app.get(SnapshotsService).load(kept, context);
    expect(columns.users.length).toBe(1800);
  });

  it('gives its files out as Parquet', async () => {
    await fill('n');
    const { id, files } = await take();
    const response = await fetch(`${app.url}/api/v1/snapshots/${id}/files/ratings`);
    const bytes = await response.arrayBuffer();
    expect(response.headers.get('content-type')).toBe('application/vnd.apache.parquet');
    expect(createHash('sha256').update(new Uint8Array(bytes)).digest('hex')).toBe(files.ratings.sha256);
    expect(Number(parquetMetadata(bytes).num_rows)).toBe(1800);
    expect((await app.get(`/api/v1/snapshots/${id}/files/passwords`)).status).toBe(400);
  });

  describe('read by others', () => {
    const python = PythonPeer.find(['pandas', 'pyarrow', 'duckdb', 'numpy']);
    if (!python) {
      it.todo('is read by pandas and DuckDB; skipped: python3 with pandas, pyarrow and duckdb is not there');
      return;
    }

    it('is read by pandas and DuckDB, and anybody can compute its content hash', async () => {
      await fill('n');
      const { id, files } = await take();
      const folder = await mkdtemp(join(tmpdir(), 'marquee-parquet-'));
      try {
        for (const part of ['ratings', 'movies', 'tags']) {
          const response = await fetch(`${app.url}/api/v1/snapshots/${id}/files/${part}`);
          await writeFile(join(folder, `${part}.parquet`), Buffer.from(await response.arrayBuffer()));
        }
        const seen = python.run(`
import duckdb, hashlib, json, numpy, pandas
folder = ${JSON.stringify(folder)}
ratings = pandas.read_parquet(folder + '/ratings.parquet')
rows = numpy.rec.fromarrays([ratings.user_id, ratings.movie_id, ratings.rating, ratings.rated_at.astype('int64')],
                            dtype='<i4,<i4,<f4,<i8')
movies = pandas.read_parquet(folder + '/movies.parquet')
tags = duckdb.sql(f"SELECT user_id, movie_id, tag, epoch_us(tagged_at) FROM '{folder}/tags.parquet'").fetchall()
print(json.dumps({
  'types': [str(type) for type in ratings.dtypes], 'hash': hashlib.sha256(rows.tobytes()).hexdigest(),
  'genres': list(movies.genres[0]), 'title': movies.title[1], 'noYear': bool(movies.year.isna()[6]), 'tags': tags,
  'mean': duckdb.sql(f"SELECT avg(rating) FROM '{folder}/ratings.parquet' WHERE user_id < 10").fetchall()[0][0]}))`);
        expect(seen).toEqual({
          types: ['int32', 'int32', 'float32', 'datetime64[us, UTC]'],
          hash: files.ratings.contentHash,
          genres: ['Drama', 'Sci-Fi, odd'],
          title: 'Film 2 „é“',
          noYear: true,
          tags: [
            [1, 1, 'noir', 1009843200500000],
            [1, 2, 'slow', 1009843200000000],
            [4, 2, 'Zed', 1041379200000000],
          ],
          mean: await sql
            .query<{ avg: number }[]>('SELECT avg(rating::float8) FROM ratings WHERE user_id < 10')
            .then((rows) => rows[0].avg),
        });
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });
});
