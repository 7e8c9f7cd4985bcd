import { writeSplitting } from './write-splitting.js';

const refusal = Object.assign(new Error('invalid byte sequence'), { driverError: { code: '22021' } });

describe('writeSplitting', () => {
  function store(bad: readonly number[]) {
    const stored: number[] = [];
    let calls = 0;
    return {
      stored,
      calls: () => calls,
      write: (rows: readonly number[]) => {
        calls += 1;
        if (rows.some((row) => bad.includes(row))) return Promise.reject(refusal);
        stored.push(...rows);
        return Promise.resolve();
      },
    };
  }
  const rows = Array.from({ length: 100 }, (_, at) => at);

  it('writes a batch at once when nothing is wrong', async () => {
    const { stored, calls, write } = store([]);
    expect(await writeSplitting(rows, write)).toEqual([]);
    expect([stored.length, calls()]).toEqual([100, 1]);
  });

  it.each([[[0]], [[99]], [[3, 4, 50]], [rows]])('keeps out the bad rows %j and no others', async (bad) => {
    const { stored, write } = store(bad);
    const refused = await writeSplitting(rows, write);
    expect(refused).toEqual(bad.map((row) => ({ row, error: refusal })));
    expect(stored).toEqual(rows.filter((row) => !bad.includes(row)));
  });

  it.each([new TypeError('not iterable'), new RangeError('Invalid string length')])(
    'keeps out a row that code stumbles over: %s',
    async (error) => {
      const stored: number[] = [];
      const refused = await writeSplitting(rows, async (some) => {
        if (some.includes(7)) throw error;
        await Promise.resolve();
        stored.push(...some);
      });
      expect(refused).toEqual([{ row: 7, error }]);
      expect(stored).toHaveLength(99);
    },
  );

  it('gives up when the database is away', async () => {
    const away = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
    await expect(writeSplitting(rows, () => Promise.reject(away))).rejects.toBe(away);
  });
});
