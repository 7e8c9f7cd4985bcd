import { compareOutcomes, seededRandom, type UserOutcomes } from '@marquee/recommender';
import {
  decidePromotion,
  type PromotionCandidate,
  type PromotionCase,
  type PromotionDecision,
} from './decide-promotion.js';
import { defaultPromotionPolicy, type PromotionPolicy } from './promotion-policy.js';

const metric = 'ndcgAt10';
const policy: PromotionPolicy = {
  ...defaultPromotionPolicy,
  minimumImprovement: 0,
  staleAfterNewRatings: null,
};
const users = 80;
const sideEffects = {
  coverage: 0.4,
  averagePopularity: 50,
  coldRmse: 0.9,
  coldNdcgAt10: 0.2,
  coldUsers: 100,
};

function outcomesOf(values: Float64Array): UserOutcomes {
  const userIds = Int32Array.from(values, (_, user) => user);
  const lists = {
    ndcgAt10: values,
    recallAt10: values,
    precisionAt10: values,
    hitRateAt10: values,
    mrrAt10: values,
  };
  return { errors: null, lists: { userIds, ...lists } };
}

/** What each user gets of a model: their own level, the model's lead, and noise of the model's own. */
function outcomes(seed: number, lead: number): UserOutcomes {
  const random = seededRandom(seed);
  const level = seededRandom(1);
  return outcomesOf(
    Float64Array.from({ length: users }, () => 0.3 + 0.1 * level.normal() + lead + 0.1 * random.normal()),
  );
}

function candidate(
  seed: number,
  lead: number,
  champion: UserOutcomes,
  more: Partial<PromotionCandidate> = {},
): PromotionCandidate {
  const comparison = compareOutcomes(outcomes(seed, lead), champion, metric, { seed, resamples: 199 });
  return {
    runId: `run-${seed}`,
    version: seed,
    kind: 'als',
    name: 'ALS',
    value: comparison!.candidate,
    comparison,
    sideEffects,
    latencyMs: 3,
    ...more,
  };
}

function decide(
  candidates: PromotionCandidate[],
  settings: Partial<PromotionPolicy> = {},
  champion: PromotionCase['champion'] = {
    version: 1,
    value: 0.3,
    ratingCount: 1000,
    sideEffects,
    latencyMs: 3,
  },
): PromotionDecision {
  return decidePromotion({ metric, candidates, champion, ratingCount: 1000 }, { ...policy, ...settings });
}

const champion = outcomes(99_999, 0);
const better = (more: Partial<PromotionCandidate> = {}): PromotionCandidate =>
  candidate(5, 0.1, champion, more);

let drawn: PromotionCandidate[][] | undefined;
/** 120 trainings of five models that are as good as the champion, drawn once. */
function equals(): PromotionCandidate[][] {
  drawn ??= Array.from({ length: 120 }, (_, trial) => {
    const reigning = outcomes(10_000 + trial, 0);
    return Array.from({ length: 5 }, (_one, at) => candidate(20_000 + trial * 10 + at, 0, reigning));
  });
  return drawn;
}

describe('decidePromotion', () => {
  describe.each(['bootstrap', 'wilcoxon'] as const)('with the %s test', (test) => {
    const promotions = (trials: readonly PromotionCandidate[][]): number =>
      trials.filter((candidates) => decide(candidates, { test }).promoted !== null).length;

    it.each([1, 5])(
      'promotes one of %d models that are no better about as often as alpha at the most',
      (count) => {
        // 6 expected of 120 at 5 %; 3 standard deviations are 7
        expect(promotions(equals().map((candidates) => candidates.slice(0, count)))).toBeLessThanOrEqual(13);
      },
    );

    it('finds a lead of half the spread between users nearly always', () => {
      const trials = Array.from({ length: 30 }, (_, trial) => [
        candidate(40_000 + trial, 0.05, outcomes(30_000 + trial, 0)),
      ]);
      expect(promotions(trials)).toBeGreaterThan(27);
    });
  });

  it('lets a model that is clearly better serve, and says by how much', () => {
    const decision = decide([better(), candidate(6, 0, champion)]);
    expect(decision).toMatchObject({ outcome: 'promoted', promoted: 'run-5', challenger: 'run-6' });
    expect(decision.reason).toMatch(
      /^Better: NDCG@10 0\.\d+ against the champion's 0\.3000 .* after Holm\)\.$/,
    );
  });

  it('corrects for the number of candidates', () => {
    const weak = candidate(7, 0.024, champion);
    const alone = decide([weak]).candidates[0].adjustedPValue!;
    const crowd = Array.from({ length: 10 }, (_, at) => candidate(100 + at, -0.05, champion));
    const among = decide([weak, ...crowd]).candidates.find(({ runId }) => runId === 'run-7')!.adjustedPValue!;
    expect(among).toBeCloseTo(Math.min(1, alone * 11), 10);
  });

  it('keeps the champion when nobody is better, and names the best as challenger', () => {
    const decision = decide([candidate(8, -0.05, champion), candidate(9, -0.1, champion)]);
    expect(decision).toMatchObject({ outcome: 'kept', promoted: null, challenger: 'run-8' });
    expect(decision.reason).toMatch(/^Not better:/);
  });

  it('asks for the minimum improvement', () => {
    const decision = decide([better()], { minimumImprovement: 0.9 });
    expect(decision.outcome).toBe('kept');
    expect(decision.reason).toMatch(/^Too little better:/);
  });

  it('asks for the level that is set', () => {
    const one = candidate(7, 0.03, champion);
    const p = decide([one]).candidates[0].adjustedPValue!;
    expect(decide([one], { alpha: p }).outcome).toBe('promoted');
    expect(decide([one], { alpha: p * 0.99 }).outcome).toBe('kept');
  });

  it.each([
    ['coverage', { sideEffects: { ...sideEffects, coverage: 0.19 } }, { maxCoverageDrop: null }],
    ['popularity', { sideEffects: { ...sideEffects, averagePopularity: 151 } }, { maxPopularityRise: null }],
    ['coldStart', { sideEffects: { ...sideEffects, coldNdcgAt10: 0.18 } }, { maxColdStartLoss: null }],
    ['latency', { latencyMs: 201 }, { maxLatencyMs: null }],
  ] as const)('is held back by the guardrail of %s, unless that is off', (guardrail, more, off) => {
    const decision = decide([better(more)]);
    expect(decision).toMatchObject({ outcome: 'kept', candidates: [{ verdict: 'blocked' }] });
    expect(decision.reason).toMatch(/^Held back by guardrails/);
    const failed = decision.candidates[0].guardrails.filter(({ verdict }) => verdict === 'failed');
    expect(failed.map((one) => one.guardrail)).toEqual([guardrail]);
    expect(decide([better(more)], off).outcome).toBe('promoted');
  });

  it('lets the next best serve when a guardrail holds the best back', () => {
    const decision = decide([better({ latencyMs: 500 }), candidate(6, 0.06, champion)]);
    expect(decision).toMatchObject({ promoted: 'run-6', challenger: 'run-5' });
  });

  it('says nothing of users with little history when there are too few', () => {
    const few = { ...sideEffects, coldNdcgAt10: 0, coldUsers: 29 };
    expect(decide([better({ sideEffects: few })]).outcome).toBe('promoted');
  });

  describe('with a stale champion', () => {
    const stale = { version: 1, value: 0.3, ratingCount: 700, sideEffects, latencyMs: 3 };
    const equal = (): PromotionCandidate => {
      const comparison = compareOutcomes(champion, champion, metric, { seed: 1, resamples: 99 });
      return candidate(6, 0, champion, { comparison, value: comparison!.champion });
    };

    it('lets a model serve that is as good', () => {
      const decision = decide([equal()], { staleAfterNewRatings: 0.2 }, stale);
      expect(decision.outcome).toBe('promoted');
      expect(decision.reason).toMatch(/^Fresher and not worse:/);
    });

    it('lets none serve that is worse, or when the champion is fresh or the setting is off', () => {
      expect(decide([candidate(6, -0.05, champion)], { staleAfterNewRatings: 0.2 }, stale).outcome).toBe(
        'kept',
      );
      expect(decide([equal()], { staleAfterNewRatings: 0.2 }).outcome).toBe('kept');
      expect(decide([equal()], { staleAfterNewRatings: null }, stale).outcome).toBe('kept');
    });
  });

  describe('when nobody reigns', () => {
    it('lets the best serve', () => {
      const decision = decide(
        [candidate(6, 0, champion, { comparison: null }), better({ comparison: null })],
        {},
        null,
      );
      expect(decision).toMatchObject({ promoted: 'run-5', challenger: 'run-6' });
      expect(decision.reason).toMatch(/^First champion, with a held-out NDCG@10 of 0\.\d{4}\.$/);
    });

    it('holds back what spoils more than the baseline allows, and then lets the baseline serve', () => {
      const narrow = { ...sideEffects, coverage: 0.01 };
      const baseline = candidate(6, 0, champion, { kind: 'baseline', comparison: null });
      expect(decide([better({ sideEffects: narrow, comparison: null }), baseline], {}, null).promoted).toBe(
        'run-6',
      );
    });
  });

  it('lets a model with the metric replace a champion that has none', () => {
    const reigning = { version: 1, value: null, ratingCount: 1000, sideEffects, latencyMs: 3 };
    expect(decide([better({ comparison: null })], {}, reigning).reason).toMatch(
      /^The champion has no NDCG@10/,
    );
  });

  it.each([null, NaN, Infinity])('never lets a model serve whose metric is %s', (value) => {
    const decision = decide([better({ value, comparison: null })], {}, null);
    expect(decision).toMatchObject({ outcome: 'kept', promoted: null, challenger: null });
  });
});
