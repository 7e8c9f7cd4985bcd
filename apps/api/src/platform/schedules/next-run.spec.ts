import { cronFault, lastRunBefore, nextRunAfter } from './next-run.js';

function times(cron: string, zone: string, from: string, count: number): string[] {
  const found: string[] = [];
  let at = new Date(from);
  for (let i = 0; i < count; i++) found.push((at = nextRunAfter(cron, zone, at)!).toISOString());
  return found;
}

const berlin = 'Europe/Berlin';

describe('nextRunAfter', () => {
  it('keeps the wall-clock time over both changes of the clock', () => {
    expect(times('0 4 * * *', berlin, '2026-03-28T00:00:00Z', 2)).toEqual([
      '2026-03-28T03:00:00.000Z',
      '2026-03-29T02:00:00.000Z',
    ]);
    expect(times('0 3 * * 0', berlin, '2026-10-24T22:00:00Z', 2)).toEqual([
      '2026-10-25T02:00:00.000Z',
      '2026-11-01T02:00:00.000Z',
    ]);
  });

  it('fires a time that spring skips once, at the end of the gap', () => {
    expect(times('30 2 * * *', berlin, '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  it('fires a time that autumn repeats once, the first time', () => {
    expect(times('30 2 * * *', berlin, '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
    expect(times('30 1 * * *', 'America/New_York', '2026-11-01T04:00:00Z', 2)).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
  });

  it('goes on every half hour through the repeated hour and over the gap', () => {
    expect(times('*/30 * * * *', berlin, '2026-10-24T23:50:00Z', 4)).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:00:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ]);
    expect(times('*/30 * * * *', berlin, '2026-03-29T00:10:00Z', 2)).toEqual([
      '2026-03-29T00:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ]);
  });

  it('knows that some times never come', () => {
    expect(nextRunAfter('0 0 31 2 *', 'UTC', new Date('2026-01-01T00:00:00Z'))).toBeNull();
  });
});

describe('lastRunBefore', () => {
  it('finds the latest of several times that have passed', () => {
    expect(lastRunBefore('0 2 * * *', 'UTC', new Date('2026-11-24T10:00:00Z'))).toEqual(
      new Date('2026-11-24T02:00:00Z'),
    );
  });
});

describe('cronFault', () => {
  it.each(['0 2 * * *', '*/5 * * * * *', '@daily', '0 0 L * *'])('takes %s', (cron) => {
    expect(cronFault(cron)).toBeNull();
  });
  it.each(['at two', '61 * * * *', '', '2030-01-01T00:00:00'])('refuses "%s"', (cron) => {
    expect(cronFault(cron)).toEqual(expect.any(String));
  });
});
