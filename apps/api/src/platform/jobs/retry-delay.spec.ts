import { retryDelayMs } from './retry-delay.js';

const policy = { firstDelayMs: 1000, maxDelayMs: 10_000 };

describe('retryDelayMs', () => {
  it('doubles with every attempt, up to its bound', () => {
    const longest = [1, 2, 3, 4, 5, 60].map((attempt) => retryDelayMs(attempt, policy, 1));
    expect(longest).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('takes off up to a half by chance', () => {
    expect(retryDelayMs(1, policy, 0)).toBe(500);
    expect(retryDelayMs(1, policy, 0.5)).toBe(750);
  });
});
