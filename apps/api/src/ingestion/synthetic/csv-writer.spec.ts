import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RatingsCsvWriter } from './csv-writer.js';

describe('RatingsCsvWriter', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'marquee-synthetic-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const user = {
    userId: 138_493,
    count: 3,
    movieIds: Int32Array.of(1, 10, 2_147_483_647),
    halfStars: Uint8Array.of(1, 7, 10),
    timestamps: Int32Array.of(0, 789_652_009, 1_427_784_002),
  };

  it('writes what MovieLens writes', () => {
    const file = new RatingsCsvWriter(join(folder, 'ratings.csv'));
    file.write(user);
    file.close();
    expect(readFileSync(join(folder, 'ratings.csv'), 'utf8')).toBe(
      'userId,movieId,rating,timestamp\n138493,1,0.5,0\n138493,10,3.5,789652009\n138493,2147483647,5.0,1427784002\n',
    );
  });

  it('loses nothing when the buffer has been filled many times', () => {
    const file = new RatingsCsvWriter(join(folder, 'ratings.csv'));
    for (let round = 0; round < 30_000; round++) file.write(user);
    file.close();
    const lines = readFileSync(join(folder, 'ratings.csv'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(90_001);
    expect(new Set(lines.slice(1)).size).toBe(3);
  });
});
