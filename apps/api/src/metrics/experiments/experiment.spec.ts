import { armOf, type AbArm, type AbExperiment } from './experiment.js';
import { checkSampleRatio, reportOf, type ArmSums } from './experiment-report.js';

const arms: AbArm[] = [
  { arm: 'now', alias: 'champion', share: 0.5 },
  { arm: 'new', alias: 'challenger', share: 0.3 },
];
const experiment: AbExperiment = {
  id: '11111111-1111-4111-8111-111111111111',
  name: 'test',
  salt: 'salt',
  metric: 'click-through',
  alpha: 0.05,
  state: 'running',
  startedAt: '2026-05-01T00:00:00.000Z',
  stoppedAt: null,
  stopReason: null,
  arms,
};

/** People who each see ten films and open so many of them. */
function sumsOf(arm: string, opened: readonly number[]): ArmSums {
  const total = opened.reduce((sum, x) => sum + x, 0);
  return {
    arm,
    people: opened.length,
    x: total,
    y: opened.length * 10,
    xx: opened.reduce((sum, x) => sum + x * x, 0),
    yy: opened.length * 100,
    xy: total * 10,
    lists: opened.length,
    fallbacks: 0,
    clicks: total,
    ratings: 0,
    positiveRatings: 0,
  };
}
const people = (count: number, of: number): number[] =>
  Array.from({ length: count }, (_, at) => of + (at % 3) - 1);

describe('armOf', () => {
  it('puts people on arms in the shares that were set, and the rest outside', () => {
    const units = Array.from({ length: 10_000 }, (_, user) => armOf(experiment, `u:${user}`)?.arm ?? 'none');
    const shareOf = (arm: string): number => units.filter((one) => one === arm).length / units.length;
    expect([shareOf('now'), shareOf('new'), shareOf('none')]).toEqual([
      expect.closeTo(0.5, 1),
      expect.closeTo(0.3, 1),
      expect.closeTo(0.2, 1),
    ]);
    // Four standard errors.
    expect(Math.abs(shareOf('new') - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 10_000));
  });

  it('gives the same person the same arm, and other arms under another salt', () => {
    const of = (salt: string): (string | undefined)[] =>
      Array.from({ length: 200 }, (_, user) => armOf({ salt, arms }, `u:${user}`)?.arm);
    expect(of('salt')).toEqual(of('salt'));
    expect(of('salt')).not.toEqual(of('pepper'));
  });
});

describe('checkSampleRatio', () => {
  it('finds an uneven split, and does not find one where there is none', () => {
    const split = (now: number, other: number) =>
      checkSampleRatio([
        { share: 0.5, people: now },
        { share: 0.3, people: other },
      ]);
    expect(split(500, 300)).toMatchObject({ verdict: 'balanced', pValue: 1, expected: [500, 300] });
    // χ² = 50² / 500 + 50² / 300 = 13.33, one degree of freedom.
    expect(split(550, 250)).toMatchObject({ verdict: 'mismatch', pValue: expect.closeTo(0.000261, 6) });
    expect(split(3, 2).verdict).toBe('insufficient-data');
  });
});

describe('reportOf', () => {
  it('names the better arm where people are enough, and says how sure that is', () => {
    const { report } = reportOf(
      experiment,
      [sumsOf('now', people(500, 2)), sumsOf('new', people(300, 4))],
      [],
    );
    expect(report.comparisons[0]).toMatchObject({
      arm: 'new',
      against: 'now',
      verdict: 'better',
      difference: expect.closeTo(0.2, 2),
    });
    expect(report.verdict).toMatch(/^new is better than now/);
    expect(report.warnings).toEqual([]);
  });

  it('says that it is too early, or that no difference is shown', () => {
    const early = reportOf(experiment, [sumsOf('now', people(10, 2)), sumsOf('new', people(6, 4))], []);
    expect(early.report.verdict).toMatch(/^Too early/);
    const alike = reportOf(experiment, [sumsOf('now', people(500, 2)), sumsOf('new', people(300, 2))], []);
    expect(alike.report.verdict).toMatch(/^No difference/);
    expect(reportOf(experiment, [], []).report.arms[0]).toMatchObject({ people: 0, rate: null });
  });

  it('believes nothing of an uneven split, and warns of moved aliases and stand-ins', () => {
    const uneven = [sumsOf('now', people(700, 2)), { ...sumsOf('new', people(100, 4)), fallbacks: 3 }];
    const versions = [3, 4, 5].map((modelVersion) => ({ arm: 'new', modelVersion, lists: 30 }));
    const { report } = reportOf(experiment, uneven, versions);
    expect(report.verdict).toMatch(/do not believe/);
    expect(report.warnings).toHaveLength(3);
  });
});
