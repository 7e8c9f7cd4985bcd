import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeZip, type ZipEntry } from '../../../test/make-zip.js';
import { openInspectedSource } from './inspect-source.js';
import { openSource } from './import-source.js';

const header = 'userId,movieId,rating,timestamp\n';

describe('openSource', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'marquee-source-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function zip(...entries: ZipEntry[]): string {
    const path = join(folder, 'set.zip');
    writeFileSync(path, makeZip(entries));
    return path;
  }

  it('reads what a zip holds, one folder deep', async () => {
    const content = header + '1,1,4,1\n'.repeat(100_000);
    const source = await openSource(
      zip(
        { name: 'ml/', content: '' },
        { name: 'ml/ratings.csv', content },
        { name: 'ml/cover.png', content: 'x' },
      ),
    );
    expect([...source.files.keys()]).toEqual(['ml/ratings.csv']);
    const chunks: Buffer[] = [];
    for await (const chunk of (await source.files.get('ml/ratings.csv')?.open()) ?? [])
      chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(content);
    source.close();
  });

  it('reads a folder in a folder, and a lone CSV file', async () => {
    mkdirSync(join(folder, 'ml'));
    writeFileSync(join(folder, 'ml', 'ratings.csv'), header);
    expect((await openSource(folder)).layout.ratings).toBe('ml/ratings.csv');
    writeFileSync(join(folder, 'mine.csv'), header);
    expect((await openSource(join(folder, 'mine.csv'))).layout).toMatchObject({
      ratings: 'mine.csv',
      movies: null,
    });
  });

  it.each([
    ['/nowhere/at/all', 'import-source-not-found'],
    ['bad\0path', 'import-source-not-found'],
    ['/dev/null', 'import-source-unreadable'],
  ])('says that %j cannot be had', async (path, code) => {
    await expect(openSource(path)).rejects.toMatchObject({ code });
  });

  it('refuses what has no ratings', async () => {
    await expect(openSource(folder)).rejects.toThrow('no ratings are there');
    await expect(openSource(zip({ name: 'movies.csv', content: '' }))).rejects.toThrow(
      'no ratings are there',
    );
    writeFileSync(join(folder, 'notes.txt'), 'x');
    await expect(openInspectedSource(join(folder, 'notes.txt'), 'notes.txt')).rejects.toMatchObject({
      code: 'import-mapping-needed',
    });
  });

  it('refuses what is no zip, and zips with traps', async () => {
    writeFileSync(join(folder, 'fake.zip'), 'PK, but no zip');
    await expect(openSource(join(folder, 'fake.zip'))).rejects.toMatchObject({
      code: 'import-source-unreadable',
    });
    await expect(openSource(zip({ name: '../../ratings.csv', content: header }))).rejects.toMatchObject({
      code: 'import-source-unreadable',
    });
    const bomb = Buffer.alloc(64 << 20);
    await expect(openSource(zip({ name: 'ratings.csv', content: bomb }))).rejects.toThrow('absurd size');
  });

  it('refuses a zip whose file is longer than it says', async () => {
    const content = header + '1,1,4,1\n'.repeat(100_000);
    const path = zip({ name: 'ratings.csv', content, claimedBytes: 10 });
    await expect(openInspectedSource(path, 'set.zip')).rejects.toMatchObject({
      code: 'import-source-unreadable',
    });
  });

  it('refuses ratings whose columns cannot be told before anything starts, with a proposal', async () => {
    writeFileSync(join(folder, 'ratings.csv'), 'who,what,mark\n1,2,3\n');
    await expect(openInspectedSource(folder, 'mine')).rejects.toMatchObject({
      code: 'import-mapping-needed',
      message: expect.stringContaining('no column of users and items was recognized among who, what, mark'),
      extension: {
        proposal: {
          columns: [
            { name: 'who', samples: ['1'] },
            { name: 'what', samples: ['2'] },
            { name: 'mark', samples: ['3'] },
          ],
          mapping: {},
          separator: ',',
          header: true,
        },
      },
    });
    const mapping = { user: 'who', item: '2', rating: 'mark' };
    const { table } = await openInspectedSource(folder, 'mine', { mapping });
    expect(table.columns).toEqual({ user: 0, item: 1, rating: 2, time: null });
    writeFileSync(join(folder, 'ratings.csv'), '');
    await expect(openInspectedSource(folder, 'mine')).rejects.toThrow('is empty');
  });

  it.each([
    ['<!DOCTYPE html><html><body>Sign in</body></html>', 'is an HTML or XML page'],
    ['[{"movie": 1, "rating": 5}]', 'is JSON'],
    ['PAR1\0\0\0', 'is a Parquet file'],
  ])('says what a file is that is no table: %s', async (content, reason) => {
    writeFileSync(join(folder, 'ratings.csv'), content);
    await expect(openInspectedSource(folder, 'mine')).rejects.toThrow(reason);
  });

  it('refuses a zip with two entries of one name, and one whose content does not fit its checksum', async () => {
    const entry = { name: 'ratings.csv', content: header };
    await expect(openSource(zip(entry, entry))).rejects.toThrow('ratings.csv is in it twice');
  });
});
