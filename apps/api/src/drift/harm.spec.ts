import type { OnlineErrorCohort, OnlineErrorGroup } from '../metrics/index.js';
import { judgeHarm } from './harm.js';

const bounds = { excess: 0.05, minimumRatings: 300 };
const online = (change: Partial<OnlineErrorGroup>): OnlineErrorGroup => ({
  alias: 'champion',
  modelVersion: 3,
  ratings: 1000,
  users: 300,
  rmse: 1,
  rmseLower: 0.95,
  rmseUpper: 1.05,
  mae: 0.8,
  bias: 0.1,
  lists: 0,
  hitRate: null,
  promised: { rmse: 0.8, mae: 0.6 },
  excess: 0.25,
  ...change,
});

describe('judgeHarm', () => {
  it('is harm where the error exceeds the promise surely and by enough, and says for whom most', () => {
    const cohorts = ['heavy', 'cold'].map((cohort, i): OnlineErrorCohort => ({
      ...online({ excess: 0.2 + i, rmse: 1 + i }),
      dimension: 'user',
      cohort,
    }));
    const harm = judgeHarm(online({}), cohorts, null, bounds);
    expect(harm.verdict).toBe('harm');
    expect(harm.summary).toContain('25 % more wrong');
    expect(harm.summary).toContain('people with fewer than 20 ratings');
    expect(harm.cohorts[0].cohort).toBe('cold');
  });

  it.each([
    ['it may be chance', { rmseLower: 0.79 }],
    ['it is a trifle', { excess: 0.04 }],
  ])('is none where %s', (_, change) => {
    expect(judgeHarm(online(change), [], null, bounds).verdict).toBe('no-harm');
  });

  it.each([
    ['nothing was judged', null],
    ['little was judged', online({ ratings: 299 })],
    ['nothing was promised', online({ promised: { rmse: null, mae: null }, excess: null })],
  ])('is not known where %s', (_, seen) => {
    expect(judgeHarm(seen, [], null, bounds).verdict).toBe('insufficient-data');
  });
});
