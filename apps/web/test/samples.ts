import type {
  DriftReport,
  OnlineError,
  Job,
  ModelVersion,
  Movie,
  MovieSummary,
  Quality,
  Explanation,
  Recommendation,
  Recommendations,
  Run,
  Stats,
  UserRating,
} from '../src/lib/api-types';

export const page = <Item>(...items: Item[]) => ({ items, nextCursor: null });

export const film = (id: number, title: string, genres: string[] = ['Drama'], year = 1995): Movie => ({
  id,
  title,
  year,
  genres,
  imdbId: null,
  tmdbId: null,
  ratingCount: 120,
  averageRating: 3.87,
});

export const filmSummary = (id: number, title: string, genres?: string[]): MovieSummary =>
  film(id, title, genres);

export const ratingOf = (movie: Movie, rating: number, userId = 7): UserRating => ({
  userId,
  movieId: movie.id,
  rating,
  ratedAt: '2026-11-20T10:00:00Z',
  movie,
});

export const pick = (rank: number, movie: Movie, reason = 'Because you rated Heat 5'): Recommendation => ({
  rank,
  movie,
  predictedRating: 4.3,
  predictedRatingFrom: 'model',
  score: 1.25,
  parts: [
    { name: 'affinity', contribution: 1 },
    { name: 'popularity', contribution: 0.25 },
  ],
  source: 'personalised',
  sources: ['neighbours'],
  reason,
  because: [{ movieId: 6, title: 'Heat', rating: 5, contribution: 1 }],
});

export const explanation = (movie: Movie): Explanation => ({
  userId: 7,
  movie,
  strategy: 'personalised',
  model: { kind: 'svd', name: 'SVD', version: 3, alias: 'champion' },
  score: 1,
  parts: [
    {
      name: 'affinity',
      contribution: 0.75,
      because: [
        { movieId: 6, title: 'Heat', rating: 5, contribution: 1 },
        { movieId: 9, title: 'Thief', rating: 1, contribution: -0.25 },
      ],
    },
    { name: 'popularity', contribution: 0.25, because: [] },
  ],
  predictedRating: 4.25,
  predictedRatingFrom: 'model',
  estimate: {
    output: 'rating',
    score: 4.25,
    terms: [
      { name: 'mean', contribution: 3.5 },
      { name: 'item', contribution: 0.5 },
    ],
    because: [{ movieId: 6, title: 'Heat', rating: 5, contribution: 0.25 }],
  },
});

export const recommendations = (id: string, items: Recommendation[]): Recommendations => ({
  recommendationId: id,
  userId: 7,
  strategy: 'personalised',
  coldStart: false,
  fallbackReason: null,
  scenario: 'for-you',
  model: { kind: 'svd', name: 'SVD', version: 3, alias: 'champion' },
  experiment: null,
  items,
  servedAt: '2026-11-24T10:00:00Z',
  latencyMs: 3,
});

export const job = (change: Partial<Job> = {}): Job => ({
  id: 'job-1',
  kind: 'training',
  state: 'running',
  progress: {
    phase: 'fitting',
    done: 10,
    total: 40,
    ratio: 0.25,
    ratePerSecond: null,
    remainingSeconds: 12,
    message: 'fitting svd',
    detail: null,
  },
  params: {},
  result: null,
  failureReason: null,
  trigger: 'api',
  attempt: 1,
  maxAttempts: 1,
  nextAttemptAt: null,
  repeatable: true,
  timeLimitSeconds: null,
  deadlineAt: null,
  createdAt: '2026-11-24T10:00:00Z',
  startedAt: '2026-11-24T10:00:01Z',
  finishedAt: null,
  ...change,
});

export const run = (id: string, name: string, rmse: number): Run => ({
  id,
  experimentId: '1',
  jobId: 'job-1',
  kind: 'svd',
  name,
  status: 'succeeded',
  lifecycleStage: 'active',
  userId: null,
  hyperparameters: { factorCount: 100 },
  params: { factorCount: '100', kind: 'svd', seed: '42' },
  tags: { 'marquee.engineVersion': '0.1.0' },
  seed: 42,
  dataFingerprint: 'f00d',
  ratingCount: 100004,
  userCount: 671,
  movieCount: 9066,
  metrics: { rmse, mae: 0.69, ndcgAt10: 0.06, recallAt10: 0.05 },
  artifact: { uri: 'models/1.safetensors', sha256: 'abc', bytes: 4_000_000 },
  modelVersion: 3,
  searchId: null,
  trial: null,
  engineVersion: '0.1.0',
  snapshotId: null,
  configHash: 'c0ffee',
  codeVersion: '0.1.0',
  gitCommit: null,
  failureReason: null,
  startedAt: '2026-11-24T10:00:00Z',
  finishedAt: '2026-11-24T10:00:05Z',
  durationMs: 5000,
});

export const version = (number: number, aliases: string[] = []): ModelVersion => ({
  version: number,
  runId: `run-${number}`,
  kind: 'svd',
  name: 'svd',
  metrics: { rmse: 0.9 - number / 100 },
  artifact: { uri: 'models/1.safetensors', sha256: 'abc', bytes: 4_000_000 },
  companions: {},
  judgedArtifact: null,
  refit: null,
  ratingCount: 100004,
  newestRatingAt: '2016-10-16T17:57:24Z',
  dataFingerprint: 'f00d',
  aliases,
  createdAt: '2026-11-24T10:00:00Z',
});

export const stats: Stats = {
  users: 671,
  movies: 9066,
  ratedMovies: 9066,
  ratings: 100004,
  density: 0.0164,
  averageRating: 3.54,
  ratingDistribution: { '3.0': 20064, '4.0': 28750 },
  genres: [
    { genre: 'Drama', movies: 4365, ratings: 44752 },
    { genre: 'Horror', movies: 877, ratings: 6790 },
  ],
  ratingsPerYear: [{ year: 2016, ratings: 6703 }],
  firstRatedAt: '1995-01-09T11:46:49Z',
  lastRatedAt: '2016-10-16T17:57:24Z',
  ratingsPerUser: [{ from: 21, to: 50, count: 222 }],
  ratingsPerMovie: [{ from: 1, to: 1, count: 3063 }],
  ratingsPerMonth: [{ month: '2016-10', ratings: 421 }],
};

const side = (labels: string[], counts: number[]): DriftReport['columns'][number]['reference'] => ({
  count: counts.reduce((sum, count) => sum + count, 0),
  missing: 0,
  mean: null,
  histogram: { kind: 'categorical', labels, counts },
});

export const driftReport: DriftReport = {
  verdict: 'drift',
  summary: 'The data have drifted: 1 of 2 columns changed.',
  datasetDrift: true,
  driftShare: 0.5,
  driftShareThreshold: 0.5,
  driftedColumns: 1,
  rules: 'cautious',
  columns: [
    {
      column: 'rating',
      type: 'numerical',
      test: 'wasserstein',
      statistic: 0.412,
      pValue: null,
      score: 0.412,
      adjustedPValue: null,
      effectSize: {
        measure: 'cliffs-delta',
        value: 0.21,
        lower: 0.18,
        upper: 0.24,
        confidence: 0.95,
        magnitude: 'small',
      },
      threshold: 0.1,
      verdict: 'drift',
      reference: side(['3', '4'], [400, 600]),
      current: side(['3', '4'], [90, 10]),
      tests: [],
    },
    {
      column: 'genre',
      type: 'categorical',
      test: 'chi-square',
      statistic: 0.02,
      pValue: 0.4,
      score: 0.4,
      adjustedPValue: null,
      effectSize: {
        measure: 'cramers-v',
        value: 0.02,
        lower: 0,
        upper: 0.05,
        confidence: 0.95,
        magnitude: 'negligible',
      },
      threshold: 0.05,
      verdict: 'no-drift',
      reference: side(['Drama'], [1000]),
      current: side(['Drama'], [100]),
      tests: [],
    },
  ],
  referenceWindow: {
    from: '1995-01-09T00:00:00Z',
    to: '2016-10-16T00:00:00Z',
    ratings: 100004,
    description: '',
  },
  currentWindow: { from: '2026-11-20T00:00:00Z', to: '2026-11-24T00:00:00Z', ratings: 100, description: '' },
  modelVersion: 3,
  multivariate: {
    verdict: 'drift',
    auc: 0.71,
    lower: 0.66,
    upper: 0.75,
    threshold: 0.6,
    features: [
      { name: 'rating', share: 0.6 },
      { name: 'film_year', share: 0.4 },
    ],
  },
  cohorts: [
    {
      dimension: 'user',
      cohort: 'heavy',
      reference: { ratings: 900, mean: 3.5 },
      current: { ratings: 90, mean: 2.9 },
      effect: {
        measure: 'cliffs-delta',
        value: -0.3,
        lower: -0.4,
        upper: -0.2,
        confidence: 0.95,
        magnitude: 'small',
      },
    },
  ],
  facts: {
    newcomers: { people: 3, ratingShareOfPeople: 0.05, films: 1, ratingShareOfFilms: 0.01 },
    concentration: { reference: 0.2, current: 0.3 },
    checks: [{ name: 'of an unknown film', reference: 0, current: 0, suspicious: false }],
  },
  computedAt: '2026-11-24T10:00:00Z',
};

const errorOf = (ratings: number) => ({
  alias: 'champion' as const,
  modelVersion: 3,
  ratings,
  users: 200,
  rmse: 1.12,
  rmseLower: 1.05,
  rmseUpper: 1.19,
  mae: 0.9,
  bias: 0.4,
  lists: 300,
  hitRate: 0.1,
  promised: { rmse: 0.855, mae: 0.65 },
  excess: 0.31,
});

export const onlineError: OnlineError = {
  from: '2026-10-27T00:00:00Z',
  to: '2026-11-24T00:00:00Z',
  total: [errorOf(1000)],
  days: [{ ...errorOf(1000), day: '2026-11-24' }],
  cohorts: [{ ...errorOf(900), dimension: 'user', cohort: 'heavy' }],
  arrivals: { arrived: 5000, judged: 1000, dropped: 0, waiting: 0 },
};

export const quality: Quality = {
  window: { from: '2026-11-24T00:00:00Z', to: '2026-11-24T10:00:00Z', judged: 1200 },
  requests: 1200,
  errorRate: 0.001,
  served: 900,
  quality: {
    recommendations: 900,
    latencyMs: { p50: 3.1, p95: 7.9, p99: 14.2, mean: 3.8 },
    catalogCoverage: 0.164,
    diversity: 0.612,
    novelty: 3.41,
    personalization: 0.871,
    popularityBias: 140,
    coldStartShare: 0.12,
    emptyShare: 0,
  },
  byModel: [{ modelVersion: 3, strategy: 'personalised', recommendations: 800, meanLatencyMs: 3.9 }],
  model: null,
};
