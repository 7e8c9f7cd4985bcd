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
const heldOut = { users, ratings: 800 };
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
    kind: 'svd',
    value: 0.3,
    ratingCount: 1000,
    sideEffects,
    latencyMs: 3,
  },
): PromotionDecision {
  return decidePromotion(
    { metric, candidates, champion, heldOut, ratingCount: 1000 },
    { ...policy, ...settings },
  );
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
    expect(decision).toMatchObject({
      outcome: 'promoted',
      promoted: 'run-5',
      challenger: { runId: 'run-6' },
    });
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
    expect(decision).toMatchObject({ outcome: 'kept', promoted: null, challenger: { runId: 'run-8' } });
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
    expect(decision).toMatchObject({ promoted: 'run-6', challenger: { runId: 'run-5' } });
  });

  it('says nothing of users with little history when there are too few', () => {
    const few = { ...sideEffects, coldNdcgAt10: 0, coldUsers: 29 };
    expect(decide([better({ sideEffects: few })]).outcome).toBe('promoted');
  });

  describe('with a stale champion', () => {
    const stale = { version: 1, kind: 'svd', value: 0.3, ratingCount: 700, sideEffects, latencyMs: 3 };
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
      expect(decision).toMatchObject({ promoted: 'run-5', challenger: { runId: 'run-6' } });
      expect(decision.reason).toMatch(/^First champion, with a held-out NDCG@10 of 0\.\d{4}\.$/);
    });

    it('holds back what spoils more than the baseline allows while another passes', () => {
      const narrow = { ...sideEffects, coverage: 0.01 };
      const baseline = candidate(6, 0, champion, { kind: 'baseline', comparison: null });
      const candidates = [better({ sideEffects: narrow, comparison: null }), baseline];
      const other = candidate(7, 0, champion, { comparison: null });
      expect(decide([...candidates, other], {}, null)).toMatchObject({
        promoted: 'run-7',
        challenger: { runId: 'run-5' },
      });
      const alone = decide(candidates, {}, null);
      expect(alone.promoted).toBe('run-5');
      expect(alone.reason).toMatch(/^First champion.*No candidate passes the guardrails: its lists cover/);
    });
  });

  it('lets a model with the metric replace a champion that has none', () => {
    const reigning = { version: 1, kind: 'svd', value: null, ratingCount: 1000, sideEffects, latencyMs: 3 };
    expect(decide([better({ comparison: null })], {}, reigning).reason).toMatch(
      /^The champion has no NDCG@10/,
    );
  });

  it.each([null, NaN, Infinity])('never lets a model serve whose metric is %s', (value) => {
    const decision = decide([better({ value, comparison: null })], {}, null);
    expect(decision).toMatchObject({ outcome: 'kept', promoted: null, challenger: null });
  });

  describe('with too few held-out users or ratings', () => {
    const few = { heldOut: { users: 2, ratings: 12 } };
    const decideOn = (
      candidates: PromotionCandidate[],
      reigning: PromotionCase['champion'],
      more: Partial<PromotionCase> = few,
    ): PromotionDecision =>
      decidePromotion(
        { metric, candidates, champion: reigning, heldOut, ratingCount: 1000, ...more },
        { ...policy, staleAfterNewRatings: 0.2 },
      );
    const reigning = { version: 1, kind: 'svd', value: 0.3, ratingCount: 1000, sideEffects, latencyMs: 3 };

    it('keeps the champion, a stale one too, says what is missing and gives no p-value', () => {
      for (const ratingCount of [1000, 10]) {
        const decision = decideOn([better()], { ...reigning, ratingCount });
        expect(decision).toMatchObject({
          outcome: 'kept',
          evidence: { isEnough: false },
          candidates: [{ verdict: 'too-few', comparison: null, adjustedPValue: null }],
        });
        expect(decision.reason).toBe(
          'Too few to tell: 2 held-out users, at least 20 are needed; 12 held-out ratings, at least 200 are needed. The champion stays.',
        );
      }
    });

    it('asks for users and for ratings', () => {
      const on = (users: number, ratings: number): string =>
        decideOn([better()], reigning, { heldOut: { users, ratings } }).outcome;
      expect([on(19, 5000), on(20, 199), on(20, 200)]).toEqual(['kept', 'kept', 'promoted']);
    });

    it('makes the first that was trained the first champion, no floor, and calls it unproven', () => {
      const floor = candidate(9, 0.3, champion, { kind: 'normal', name: 'NormalPredictor' });
      const decision = decideOn([floor, candidate(6, -0.1, champion), better()], null);
      expect(decision).toMatchObject({ promoted: 'run-6', challenger: { runId: 'run-5' } });
      expect(decision.reason).toMatch(/^First champion, unproven: too few to tell models apart \(2 held-out/);
    });
  });

  describe.each(['normal', 'baseline', 'popularity'])('a floor: %s', (kind) => {
    const floor = candidate(7, 0.3, champion, { kind, name: kind });

    it('never serves beside anything else, however good it is, and is no challenger', () => {
      expect(decide([floor, candidate(6, 0, champion)], {}, null)).toMatchObject({
        promoted: 'run-6',
        challenger: null,
      });
      expect(decide([floor])).toMatchObject({ outcome: 'kept', challenger: null });
    });

    it('serves where nothing else can, and gives way to whatever comes', () => {
      const first = decide([floor], {}, null);
      expect(first.promoted).toBe('run-7');
      expect(first.reason).toMatch(/^First champion for want of another/);
      const reigning = { version: 1, kind, value: 0.9, ratingCount: 1000, sideEffects, latencyMs: 3 };
      const decision = decide([candidate(6, -0.2, champion)], {}, reigning);
      expect(decision.promoted).toBe('run-6');
      expect(decision.reason).toMatch(/^Replaces a model that is the same for everybody/);
      expect(decide([floor], {}, reigning).outcome).toBe('kept');
    });
  });

  describe('the challenger', () => {
    const stored = { version: 3, kind: 'als', name: 'ALS', value: 0.99 };
    const among = (contenders: PromotionCase['contenders']): PromotionDecision['challenger'] =>
      decidePromotion(
        {
          metric,
          candidates: [candidate(6, 0, champion)],
          contenders,
          champion: { version: 1, kind: 'svd', value: 0.3, ratingCount: 1000, sideEffects, latencyMs: 3 },
          heldOut,
          ratingCount: 1000,
        },
        policy,
      ).challenger;

    it('is the best of all versions judged, of earlier trainings too', () => {
      expect(among([stored])).toEqual({ version: 3, runId: null });
      expect(among([{ ...stored, value: 0.01 }])).toEqual({ version: 6, runId: 'run-6' });
    });

    it('is neither the champion nor a floor nor what has no such metric', () => {
      const others = [
        { ...stored, version: 1 },
        { ...stored, kind: 'normal' },
        { ...stored, value: null },
      ];
      expect(among(others)).toEqual({ version: 6, runId: 'run-6' });
    });
  });
});
