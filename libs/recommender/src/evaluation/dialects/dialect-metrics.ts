import {
  evidentlyArp,
  evidentlyCoverage,
  evidentlyDiversity,
  evidentlyGini,
  evidentlyNovelty,
  evidentlyPersonalization,
} from './evidently-lists.js';
import {
  evidentlyFBeta,
  evidentlyHitRate,
  evidentlyMrr,
  evidentlyNdcg,
  evidentlyTopK,
} from './evidently-ranking.js';
import { shapesOf, type DialectShapes, type JudgedLists } from './judged-lists.js';
import {
  recboleAveragePopularity,
  recboleGiniIndex,
  recboleItemCoverage,
  recboleShannonEntropy,
  recboleTailPercentage,
} from './recbole-lists.js';
import { recboleRanking } from './recbole-ranking.js';
import {
  featureSimilarity,
  recommendersCatalogCoverage,
  recommendersDistributionalCoverage,
  recommendersDiversity,
  recommendersNovelty,
} from './recommenders-lists.js';
import { recommendersNdcg, recommendersRanking } from './recommenders-ranking.js';

export type Dialect = 'evidently' | 'recbole' | 'recommenders';

export const dialectLabels: Readonly<Record<Dialect, string>> = {
  evidently: 'Evidently 0.7',
  recbole: 'RecBole 1.2',
  recommenders: 'Microsoft Recommenders 1.2',
};

/** What a number means: its name, whose definition it follows, and the definition. */
export interface DialectMetric {
  /** Dialect and metric: `evidently.ndcg`. */
  readonly id: string;
  readonly name: string;
  readonly dialect: Dialect;
  readonly formula: string;
  /** Least and greatest value; null where there is no bound. */
  readonly range: readonly [number | null, number | null];
  /** null: neither is better by itself. */
  readonly higherIsBetter: boolean | null;
  /** What surprises who knows the name only; null where nothing does. */
  readonly note: string | null;
}

export interface DialectValue extends DialectMetric {
  readonly k: number;
  /** null where the lists do not tell it. */
  readonly value: number | null;
}

interface Measured extends Omit<DialectMetric, 'id' | 'dialect'> {
  readonly measure: (shapes: DialectShapes) => number | undefined;
}

const share = [0, 1] as const;
const fromZero = [0, null] as const;
const ofRows =
  'All positives are those among the list itself: a film that the list misses does not count against it.';
const byRank = { recomType: 'rank' } as const;

/** What the three libraries measure of lists and of what people liked. Checked against the libraries to 1e-10. */
const definitions: Readonly<Record<Dialect, Readonly<Record<string, Measured>>>> = {
  evidently: {
    precision: {
      name: 'Precision',
      formula: 'mean over people with a hit in their list of hits@k / min(list size, k)',
      range: share,
      higherIsBetter: true,
      note: null,
      measure: ({ rows, k }) => evidentlyTopK(rows, k, byRank).precision[k - 1],
    },
    recall: {
      name: 'Recall',
      formula: 'mean over people of hits@k / positives in their list',
      range: share,
      higherIsBetter: true,
      note: ofRows,
      measure: ({ rows, k }) => evidentlyTopK(rows, k, byRank).recall[k - 1],
    },
    f1: {
      name: 'F1',
      formula: '2 P R / (P + R) of the means P and R',
      range: share,
      higherIsBetter: true,
      note: 'Of the two means, not the mean of each person’s F1.',
      measure: ({ rows, k }) => evidentlyFBeta(evidentlyTopK(rows, k, byRank))[k - 1],
    },
    map: {
      name: 'MAP',
      formula: 'mean over people of Σ_{j≤k} P@j · rel_j / positives in their list',
      range: share,
      higherIsBetter: true,
      note: 'Divided by all positives, also where there are more than k.',
      measure: ({ rows, k }) => evidentlyTopK(rows, k, byRank).map[k - 1],
    },
    mar: {
      name: 'MAR',
      formula: 'mean over people of Σ_{j≤k} R@j · rel_j / positives in their list',
      range: share,
      higherIsBetter: true,
      note: ofRows,
      measure: ({ rows, k }) => evidentlyTopK(rows, k, byRank).mar[k - 1],
    },
    ndcg: {
      name: 'NDCG',
      formula:
        'mean over people of DCG@k / IDCG@k, DCG = Σ gain / log2(rank + 1), the ideal order of their own list',
      range: share,
      higherIsBetter: true,
      note: ofRows,
      measure: ({ rows, k }) => evidentlyNdcg(rows, k, byRank)[k - 1],
    },
    mrr: {
      name: 'MRR',
      formula: 'mean over people of 1 / rank of the first hit',
      range: share,
      higherIsBetter: true,
      note: null,
      measure: ({ rows, k }) => evidentlyMrr(rows, k, byRank)[k - 1],
    },
    hitRate: {
      name: 'Hit rate',
      formula: 'share of people with a hit among the first k',
      range: share,
      higherIsBetter: true,
      note: 'Only of people who liked something in their list, at any rank.',
      measure: ({ rows, k }) => evidentlyHitRate(rows, k, byRank)[k - 1],
    },
    diversity: {
      name: 'Diversity',
      formula: 'mean over people of Σ_{i<j} cosine distance(i, j) / list size',
      range: fromZero,
      higherIsBetter: true,
      note: 'Divided by the size of the list, not by its pairs: it grows with k, up to (k − 1) / 2.',
      measure: ({ rows, k, vectorOf }) => evidentlyDiversity(rows, k, vectorOf, 'rank'),
    },
    novelty: {
      name: 'Novelty',
      formula: 'mean over people of the mean of −log2(people who rated the film / people)',
      range: fromZero,
      higherIsBetter: null,
      note: 'In bits; films that nobody rated are left out.',
      measure: ({ rows, k, train }) => evidentlyNovelty(rows, k, train, 'rank'),
    },
    personalization: {
      name: 'Personalization',
      formula: '1 − (Σ_i c_i² − U k) / (k (U² − U)), c_i the number of people shown film i',
      range: share,
      higherIsBetter: null,
      note: 'Takes every list to have k films; shorter ones push it above 1.',
      measure: ({ rows, k }) => evidentlyPersonalization(rows, k, 'rank'),
    },
    arp: {
      name: 'Average popularity (ARP)',
      formula: 'mean over people of the mean number of people who rated the film',
      range: fromZero,
      higherIsBetter: null,
      note: null,
      measure: ({ rows, k, train }) => evidentlyArp(rows, k, train, byRank),
    },
    coverage: {
      name: 'Coverage',
      formula: '|recommended ∩ rated films| / |rated films|',
      range: share,
      higherIsBetter: true,
      note: null,
      measure: ({ rows, k, train }) => evidentlyCoverage(rows, k, train, 'rank'),
    },
    gini: {
      name: 'Gini',
      formula: 'Σ_j (2j − n − 1) c_(j) / ((n − 1) Σ c), over the n films that are recommended',
      range: share,
      higherIsBetter: false,
      note: 'Over recommended films only: films that nobody is shown do not make it less even.',
      measure: ({ rows, k }) => evidentlyGini(rows, k, 'rank'),
    },
  },
  recbole: {
    precision: {
      name: 'Precision',
      formula: 'mean over people of hits@k / k',
      range: share,
      higherIsBetter: true,
      note: null,
      measure: ({ ranked, k }) => recboleRanking(ranked).precision[k - 1],
    },
    recall: {
      name: 'Recall',
      formula: 'mean over people of hits@k / liked films',
      range: share,
      higherIsBetter: true,
      note: null,
      measure: ({ ranked, k }) => recboleRanking(ranked).recall[k - 1],
    },
    map: {
      name: 'MAP',
      formula: 'mean over people of Σ_{j≤k} P@j · hit_j / min(liked films, k)',
      range: share,
      higherIsBetter: true,
      note: 'Divided by k where somebody likes more films than that.',
      measure: ({ ranked, k }) => recboleRanking(ranked).map[k - 1],
    },
    ndcg: {
      name: 'NDCG',
      formula:
        'mean over people of Σ_{j≤k} hit_j / log2(j + 1) / the same with min(liked films, k) hits at the top',
      range: share,
      higherIsBetter: true,
      note: 'Binary: how much a film is liked does not count.',
      measure: ({ ranked, k }) => recboleRanking(ranked).ndcg[k - 1],
    },
    mrr: {
      name: 'MRR',
      formula: 'mean over people of 1 / place of the first hit',
      range: share,
      higherIsBetter: true,
      note: null,
      measure: ({ ranked, k }) => recboleRanking(ranked).mrr[k - 1],
    },
    hit: {
      name: 'Hit',
      formula: 'share of people with a hit among the first k',
      range: share,
      higherIsBetter: true,
      note: null,
      measure: ({ ranked, k }) => recboleRanking(ranked).hit[k - 1],
    },
    itemCoverage: {
      name: 'Item coverage',
      formula: 'films recommended to somebody / films of the catalogue',
      range: share,
      higherIsBetter: true,
      note: 'RecBole’s own logs count one padding item more.',
      measure: ({ fullLists, k, itemCount }) => recboleItemCoverage(fullLists, k, itemCount),
    },
    averagePopularity: {
      name: 'Average popularity',
      formula: 'mean over people of the mean number of ratings',
      range: fromZero,
      higherIsBetter: false,
      note: 'Films without ratings count as 0.',
      measure: ({ fullLists, k, train }) => recboleAveragePopularity(fullLists, k, train.usersOf),
    },
    shannonEntropy: {
      name: 'Shannon entropy',
      formula: '−Σ p ln p / number of recommended films, p a film’s share of all places',
      range: fromZero,
      higherIsBetter: true,
      note: 'Divided by the number of recommended films, so it falls as more films are recommended evenly.',
      measure: ({ fullLists, k }) => recboleShannonEntropy(fullLists, k),
    },
    giniIndex: {
      name: 'Gini index',
      formula: 'Σ_i (2i − I − 1) c_(i) / (I Σ c), over all I films of the catalogue',
      range: share,
      higherIsBetter: false,
      note: null,
      measure: ({ fullLists, k, itemCount }) => recboleGiniIndex(fullLists, k, itemCount),
    },
    tailPercentage: {
      name: 'Tail percentage',
      formula: 'share of places that the tenth of films with the fewest ratings takes',
      range: share,
      higherIsBetter: null,
      note: 'Of films with a rating.',
      measure: ({ fullLists, k, train }) => recboleTailPercentage(fullLists, k, train.usersOf),
    },
  },
  recommenders: {
    precision: {
      name: 'Precision',
      formula: 'Σ_u hits@k / k / people',
      range: share,
      higherIsBetter: true,
      note: null,
      measure: ({ truth, predicted, k }) => recommendersRanking(truth, predicted, k).precision,
    },
    recall: {
      name: 'Recall',
      formula: 'Σ_u hits@k / liked films / people',
      range: share,
      higherIsBetter: true,
      note: null,
      measure: ({ truth, predicted, k }) => recommendersRanking(truth, predicted, k).recall,
    },
    rPrecision: {
      name: 'R-precision',
      formula: 'mean of hits within the first min(k, liked films) / liked films',
      range: share,
      higherIsBetter: true,
      note: 'Only over people with such a hit, as the library has it: higher than the textbook’s.',
      measure: ({ truth, predicted, k }) => recommendersRanking(truth, predicted, k).rPrecision,
    },
    map: {
      name: 'MAP',
      formula: 'mean over people of Σ_j (hits up to j / place of hit j) / liked films',
      range: share,
      higherIsBetter: true,
      note: 'Divided by all liked films, also where there are more than k.',
      measure: ({ truth, predicted, k }) => recommendersRanking(truth, predicted, k).map,
    },
    mapAtK: {
      name: 'MAP@k',
      formula: 'mean over people of Σ_j (hits up to j / place of hit j) / min(liked films, k)',
      range: share,
      higherIsBetter: true,
      note: null,
      measure: ({ truth, predicted, k }) => recommendersRanking(truth, predicted, k).mapAtK,
    },
    ndcg: {
      name: 'NDCG',
      formula: 'mean over people of Σ hit_j / ln(place + 1) / the ideal, gain 1',
      range: share,
      higherIsBetter: true,
      note: null,
      measure: ({ truth, predicted, k }) => recommendersNdcg(truth, predicted, k),
    },
    ndcgExp: {
      name: 'NDCG, exponential gain',
      formula: 'the same with gain 2^rating − 1',
      range: share,
      higherIsBetter: true,
      note: null,
      measure: ({ truth, predicted, k }) => recommendersNdcg(truth, predicted, k, 'exp'),
    },
    diversity: {
      name: 'Diversity',
      formula: 'mean over people of 1 − the mean cosine of the pairs of their list',
      range: share,
      higherIsBetter: true,
      note: 'By genre vectors (item_feature_vector).',
      measure: ({ shown, vectorOf }) => recommendersDiversity(shown, featureSimilarity(vectorOf)),
    },
    novelty: {
      name: 'Novelty',
      formula: 'Σ_i times recommended · −log2(ratings of i / all ratings) / recommendations',
      range: fromZero,
      higherIsBetter: null,
      note: 'In bits, by the share of all ratings rather than of people: several bits above Evidently’s.',
      measure: ({ shown, train }) => recommendersNovelty(shown, train),
    },
    catalogCoverage: {
      name: 'Catalog coverage',
      formula: 'recommended films / rated films',
      range: fromZero,
      higherIsBetter: true,
      note: 'Recommended films that nobody rated count above, not below.',
      measure: ({ shown, train }) => recommendersCatalogCoverage(shown, train),
    },
    distributionalCoverage: {
      name: 'Distributional coverage',
      formula: '−Σ p log2 p, p a film’s share of all recommendations',
      range: fromZero,
      higherIsBetter: true,
      note: 'In bits.',
      measure: ({ shown }) => recommendersDistributionalCoverage(shown),
    },
  },
};

/** Lists judged by every metric of the three dialects; the same name may stand for three numbers. */
export function judgeInDialects(judged: JudgedLists): DialectValue[] {
  const shapes = shapesOf(judged);
  return (Object.keys(definitions) as Dialect[]).flatMap((dialect) =>
    Object.entries(definitions[dialect]).map(([key, { measure, ...metric }]) => {
      const value = shapes.lists.length === 0 ? NaN : measure(shapes);
      return {
        id: `${dialect}.${key}`,
        dialect,
        ...metric,
        k: judged.k,
        value: value !== undefined && Number.isFinite(value) ? value : null,
      };
    }),
  );
}
