import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  evidentlyArp,
  evidentlyCoverage,
  evidentlyDiversity,
  evidentlyGini,
  evidentlyNovelty,
  evidentlyPersonalization,
  evidentlyScoreEntropy,
  evidentlySerendipity,
} from './evidently-lists.js';
import {
  evidentlyFBeta,
  evidentlyHitRate,
  evidentlyMrr,
  evidentlyNdcg,
  evidentlyTopK,
} from './evidently-ranking.js';
import {
  recboleAveragePopularity,
  recboleGiniIndex,
  recboleItemCoverage,
  recboleShannonEntropy,
  recboleTailPercentage,
} from './recbole-lists.js';
import { recboleRanking } from './recbole-ranking.js';
import { recboleAuc, recboleGauc, recboleLogLoss, recboleMae, recboleRmse } from './recbole-values.js';
import {
  cooccurrenceSimilarity,
  featureSimilarity,
  recommendersCatalogCoverage,
  recommendersDistributionalCoverage,
  recommendersDiversity,
  recommendersNovelty,
  recommendersSerendipity,
} from './recommenders-lists.js';
import { recommendersNdcg, recommendersRanking, type GainType } from './recommenders-ranking.js';
import { recommendersErrors } from './recommenders-ratings.js';
import { trainCounts } from './rows.js';

/** Numbers that the reference implementations gave on made-up data: see testing/generate_fixtures.py. */
const fixture = (name: string): any =>
  JSON.parse(readFileSync(join(__dirname, `testing/${name}.fixture.json`), 'utf8'));

function expectClose(actual: number | readonly number[], expected: number | number[]): void {
  const [given, wanted] = [[actual].flat(), [expected].flat()];
  expect(given).toHaveLength(wanted.length);
  given.forEach((value, at) =>
    expect(Math.abs(value - wanted[at])).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(wanted[at]))),
  );
}

const column = (rows: number[][], at: number): number[] => rows.map((row) => row[at]);
const vectorsOf = (features: number[][]): ((item: number) => number[]) => {
  const byItem = new Map(features.map(([item, ...vector]) => [item, vector]));
  return (item) => byItem.get(item) ?? [];
};

describe.each(fixture('evidently').cases as any[])('Evidently: $title', (one) => {
  const rows = {
    users: column(one.rows, 0),
    items: column(one.rows, 1),
    targets: column(one.rows, 2),
    predictions: column(one.rows, 3),
  };
  const train = { users: column(one.train, 0), items: column(one.train, 1) };
  const counts = trainCounts(train);
  const vectorOf = vectorsOf(one.features);

  describe.each(one.expected as any[])(
    'minRelScore $minRelScore, noFeedbackUsers $noFeedbackUsers',
    (expected) => {
      const options = {
        minRelScore: expected.minRelScore ?? undefined,
        noFeedbackUsers: expected.noFeedbackUsers,
      };

      it('ranks alike', () => {
        const top = evidentlyTopK(rows, 5, options);
        expectClose(top.precision, expected.precision);
        expectClose(top.recall, expected.recall);
        expectClose(top.map, expected.map);
        expectClose(top.mar, expected.mar);
        expectClose(evidentlyFBeta(top), expected.f1);
        expectClose(evidentlyFBeta(top, 2), expected.f2);
        expectClose(evidentlyNdcg(rows, 5, options), expected.ndcg);
        expectClose(evidentlyMrr(rows, 5, options), expected.mrr);
        expectClose(evidentlyHitRate(rows, 5, options), expected.hitRate);
      });

      it.each([3, 5])('judges lists of %i alike', (k) => {
        const at = expected[`at${k}`];
        expectClose(evidentlyDiversity(rows, k, vectorOf), at.diversity);
        expectClose(evidentlyNovelty(rows, k, counts), at.novelty);
        expectClose(evidentlySerendipity(rows, k, train, vectorOf, options), at.serendipity);
        expectClose(evidentlyPersonalization(rows, k), at.personalization);
        expectClose(evidentlyArp(rows, k, counts), at.arp);
        expectClose(evidentlyArp(rows, k, counts, { normalise: true }), at.arpNormalised);
        expectClose(evidentlyCoverage(rows, k, counts), at.coverage);
        expectClose(evidentlyGini(rows, k), at.gini);
        expectClose(evidentlyScoreEntropy(rows, k), at.scoreEntropy);
      });
    },
  );
});

describe.each(fixture('recbole').cases as any[])('RecBole: $itemCount items', (one) => {
  const { lists, itemCount, expected } = one;
  const counts = new Map<number, number>(one.counts);
  const ks = [1, 3, 5, 10];

  it('ranks alike', () => {
    const ranking = recboleRanking({
      lists,
      relevant: one.relevant.map((items: number[]) => new Set(items)),
    });
    for (const [name, curve] of Object.entries(ranking)) expectClose(curve, expected[name]);
  });

  it.each(ks)('judges lists of %i alike', (k) => {
    const at = (name: string): number => expected[name][`at${k}`];
    expectClose(recboleItemCoverage(lists, k, itemCount), at('itemCoverage'));
    expectClose(recboleShannonEntropy(lists, k), at('shannonEntropy'));
    expectClose(recboleAveragePopularity(lists, k, counts), at('averagePopularity'));
    expectClose(recboleGiniIndex(lists, k, itemCount), at('giniIndex'));
    expectClose(recboleTailPercentage(lists, k, counts), at('tailPercentage'));
  });

  it('measures scores alike', () => {
    const { scores, labels, groups: users } = one;
    expectClose(recboleAuc({ scores, labels }), expected.auc);
    expectClose(recboleGauc({ scores, labels, users }), expected.gauc);
    expectClose(recboleLogLoss({ scores, labels }), expected.logLoss);
    expectClose(recboleMae({ scores, labels }), expected.mae);
    expectClose(recboleRmse({ scores, labels }), expected.rmse);
  });
});

describe.each(fixture('recommenders').cases as any[])('Microsoft Recommenders: $title', (one) => {
  const { expected } = one;
  const truth = { users: column(one.truth, 0), items: column(one.truth, 1), ratings: column(one.truth, 2) };
  const predicted = {
    users: column(one.predictions, 0),
    items: column(one.predictions, 1),
    predictions: column(one.predictions, 2),
  };
  const train = { users: column(one.train, 0), items: column(one.train, 1) };

  it.each([1, 3, 5, 10])('ranks lists of %i alike', (k) => {
    const at = expected[`at${k}`];
    for (const [name, value] of Object.entries(recommendersRanking(truth, predicted, k))) {
      expectClose(value, at[name]);
    }
    for (const gain of ['binary', 'raw', 'exp'] as GainType[]) {
      expectClose(recommendersNdcg(truth, predicted, k, gain), at[`ndcg-${gain}`]);
    }
  });

  it('measures ratings alike', () => {
    for (const [name, value] of Object.entries(recommendersErrors(truth, predicted))) {
      expectClose(value, expected[name]);
    }
  });

  it('judges lists alike', () => {
    const lists = {
      users: column(one.lists, 0),
      items: column(one.lists, 1),
      relevance: column(one.lists, 2),
    };
    const counts = trainCounts(train);
    const byFeatures = featureSimilarity(vectorsOf(one.features));
    const together = cooccurrenceSimilarity(train);
    expectClose(recommendersDiversity(lists, together), expected.diversityCooccurrence);
    expectClose(recommendersDiversity(lists, byFeatures), expected.diversityFeatures);
    expectClose(recommendersSerendipity(lists, train, together), expected.serendipityCooccurrence);
    expectClose(recommendersSerendipity(lists, train, byFeatures), expected.serendipityFeatures);
    expectClose(recommendersNovelty(lists, counts), expected.novelty);
    expectClose(recommendersCatalogCoverage(lists, counts), expected.catalogCoverage);
    expectClose(recommendersDistributionalCoverage(lists), expected.distributionalCoverage);
  });
});
