/* Written from docs/openapi.json by openapi-typescript; do not edit. */
type Json<T> = { headers: { [name: string]: unknown }; content: { 'application/json': T } };
type Problem = {
  headers: { [name: string]: unknown };
  content: {
    'application/problem+json': {
      type: string;
      title: string;
      status: number;
      detail?: string;
      instance?: string;
      requestId?: string;
      errors?: { pointer: string; detail: string }[];
    };
  };
};
type Params<Query, Path> = [Path] extends [never]
  ? { query?: Query; header?: never; path?: never; cookie?: never }
  : { query?: Query; header?: never; path: Path; cookie?: never };
type None = { headers: { [name: string]: unknown }; content?: never };
type Op<Query, Path, Body, Status extends number, Answer> = {
  parameters: Params<Query, Path>;
  requestBody: Body extends never ? never : { content: { 'application/json': Body } };
  responses: { [S in Status]: Answer extends never ? None : Json<Answer> } & { default: Problem };
};
type Read<Answer, Query = never, Path = never> = {
  parameters: Params<Query, Path>;
  requestBody?: never;
  responses: { 200: Json<Answer>; default: Problem };
};
type ReadAt<Answer, Path, Query = never> = Read<Answer, Query, Path>;
type Page<T> = { items: T[]; nextCursor: string | null };
type Paging = { limit?: number; cursor?: string };
type Movie = {
  id: number;
  title: string;
  year: number | null;
  genres: string[];
  imdbId: string | null;
  tmdbId: number | null;
};
type MovieSummary = Movie & { ratingCount: number; averageRating: number | null };
type Rating = { userId: number; movieId: number; rating: number; ratedAt: string };
type Job = {
  id: string;
  kind: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  progress: {
    phase: string;
    done: number;
    total: number | null;
    ratio: number | null;
    ratePerSecond: number | null;
    remainingSeconds: number | null;
    message: string | null;
    detail: Record<string, unknown> | null;
  };
  params: Record<string, unknown>;
  result: Record<string, unknown> | null;
  failureReason: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
};
type Run = {
  id: string;
  jobId: string | null;
  kind: string;
  name: string;
  status: 'running' | 'succeeded' | 'failed' | 'cancelled';
  hyperparameters: Record<string, unknown>;
  seed: number;
  dataFingerprint: string;
  ratingCount: number;
  userCount: number;
  movieCount: number;
  metrics: Record<string, number>;
  artifact: { uri: string; sha256: string; bytes: number } | null;
  modelVersion: number | null;
  engineVersion: string;
  failureReason: string | null;
  startedAt: string;
  finishedAt: string | null;
  durationMs: number | null;
};
type ModelVersion = {
  version: number;
  runId: string;
  kind: string;
  name: string;
  metrics: Record<string, number>;
  artifact: { uri: string; sha256: string; bytes: number };
  aliases: string[];
  createdAt: string;
};
type AliasMove = {
  alias: string;
  fromVersion: number | null;
  toVersion: number;
  reason: string;
  decidedBy: 'gate' | 'person';
  numbers: Record<string, unknown>;
  movedAt: string;
};
type Schedule = {
  name: string;
  cron: string;
  timeZone: string;
  enabled: boolean;
  nextRunAt: string | null;
  lastRunAt: string | null;
};
type Recommendations = {
  recommendationId: string;
  userId: number;
  strategy: 'personalised' | 'popularity' | 'genre-popularity';
  coldStart: boolean;
  model: { kind: string; version: number } | null;
  items: {
    rank: number;
    movie: Movie;
    predictedRating: number | null;
    score: number;
    source: 'personalised' | 'similar' | 'popular' | 'genre';
    reason: string;
    because: { movieId: number; title: string; rating: number }[];
  }[];
  servedAt: string;
};
type Histogram = { label: string; count: number; share: number }[];
type DriftWindow = { from: string | null; to: string | null; ratings: number; description: string };

export interface paths {
  '/api/v1/jobs': { get: Read<Page<Job>, Paging & { kind?: string; state?: string }> };
  '/api/v1/jobs/{id}': { get: ReadAt<Job, { id: string }> };
  '/api/v1/jobs/{id}/cancel': { post: ReadAt<Job, { id: string }> };
  '/health': {
    get: Read<{
      status: 'ok' | 'degraded';
      version: string;
      uptimeSeconds: number;
      checks: Record<string, { status: string }>;
    }>;
  };
  '/api/v1/imports': { post: Op<never, never, { source: string }, 202, Job> };
  '/api/v1/imports/sources': {
    get: Read<
      { name: string; title: string; ratings: number; bytes: number; sha256: string | null; url: string }[]
    >;
  };
  '/api/v1/movies': {
    get: Read<
      Page<MovieSummary>,
      Paging & {
        q?: string;
        genre?: string;
        yearFrom?: number;
        yearTo?: number;
        sort?: 'relevance' | 'popular' | 'rating' | 'year' | 'title';
      }
    >;
  };
  '/api/v1/movies/{id}': {
    get: ReadAt<
      MovieSummary & {
        ratingDistribution: { rating: number; count: number }[];
        tags: { tag: string; count: number }[];
      },
      { id: number }
    >;
  };
  '/api/v1/movies/{id}/similar': {
    get: ReadAt<
      { movieId: number; items: { movie: Movie; similarity: number; source: 'neighbours' | 'content' }[] },
      { id: number },
      { count?: number }
    >;
  };
  '/api/v1/genres': { get: Read<{ genre: string; movieCount: number }[]> };
  '/api/v1/users': {
    get: Read<
      Page<{ id: number; ratingCount: number; averageRating: number | null; lastRatedAt: string | null }>,
      Paging & { q?: string }
    >;
    post: Op<never, never, Record<string, never>, 201, { id: number }>;
  };
  '/api/v1/users/{id}': {
    get: ReadAt<
      {
        id: number;
        ratingCount: number;
        averageRating: number | null;
        firstRatedAt: string | null;
        lastRatedAt: string | null;
        favouriteGenres: { genre: string; ratingCount: number; averageRating: number }[];
      },
      { id: number }
    >;
  };
  '/api/v1/users/{id}/ratings': {
    get: ReadAt<Page<Rating & { movie: Movie }>, { id: number }, Paging>;
  };
  '/api/v1/users/{id}/ratings/{movieId}': {
    put: Op<
      never,
      { id: number; movieId: number },
      { rating: number; ratedAt?: string; recommendationId?: string },
      200,
      Rating
    >;
    delete: {
      parameters: { query?: never; header?: never; path: { id: number; movieId: number }; cookie?: never };
      requestBody?: never;
      responses: { 204: None; default: Problem };
    };
  };
  '/api/v1/users/{id}/recommendations': {
    post: Op<
      never,
      { id: number },
      {
        count?: number;
        genres?: string[];
        yearFrom?: number;
        yearTo?: number;
        excludeMovieIds?: number[];
        includeRated?: boolean;
        diversity?: number;
      },
      200,
      Recommendations
    >;
  };
  '/api/v1/users/{id}/predictions/{movieId}': {
    get: ReadAt<
      {
        userId: number;
        movieId: number;
        predictedRating: number;
        strategy: string;
        model: { kind: string; version: number } | null;
      },
      { id: number; movieId: number }
    >;
  };
  '/api/v1/onboarding/movies': { get: Read<MovieSummary[], { genres?: string[]; count?: number }> };
  '/api/v1/stats': {
    get: Read<{
      users: number;
      movies: number;
      ratedMovies: number;
      ratings: number;
      density: number;
      averageRating: number | null;
      ratingDistribution: Record<string, number>;
      genres: { genre: string; movies: number; ratings: number }[];
      ratingsPerYear: { year: number; ratings: number }[];
      firstRatedAt: string | null;
      lastRatedAt: string | null;
      ratingsPerUser: { from: number; to: number; count: number }[];
      ratingsPerMovie: { from: number; to: number; count: number }[];
      ratingsPerMonth: { month: string; ratings: number }[];
    }>;
  };
  '/generate-ratings': {
    post: {
      parameters: {
        query?: { batch_size?: number; seed?: number; shift?: number };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: Json<{
          generated: number;
          inserted: number;
          updated: number;
          seed: number;
          shift: number;
          users: number;
          movies: number;
        }>;
        default: Problem;
      };
    };
  };
  '/api/v1/models/kinds': {
    get: Read<
      {
        kind: string;
        title: string;
        description: string;
        hyperparameters: {
          name: string;
          type: string;
          default: unknown;
          min?: number;
          max?: number;
          choices?: string[];
          description: string;
        }[];
      }[]
    >;
  };
  '/api/v1/training': {
    post: Op<
      never,
      never,
      {
        force?: boolean;
        candidates?: { kind: string; hyperparameters?: Record<string, unknown> }[];
        seed?: number;
        validationShare?: number;
      },
      202,
      Job
    >;
  };
  '/api/v1/runs': { get: Read<Page<Run>, Paging & { status?: string; kind?: string }> };
  '/api/v1/runs/{id}': {
    get: ReadAt<Run & { steps: { step: number; metric: string; value: number }[] }, { id: string }>;
  };
  '/api/v1/models': { get: Read<Page<ModelVersion>, Paging> };
  '/api/v1/models/aliases/{alias}': {
    put: Op<never, { alias: string }, { version: number; reason: string }, 200, ModelVersion>;
  };
  '/api/v1/models/aliases/{alias}/history': { get: ReadAt<AliasMove[], { alias: string }> };
  '/api/v1/schedules': { get: Read<Schedule[]> };
  '/api/v1/schedules/{name}': {
    patch: Op<
      never,
      { name: string },
      { cron?: string; timeZone?: string; enabled?: boolean },
      200,
      Schedule
    >;
  };
  '/api/v1/schedules/{name}/runs': {
    get: ReadAt<
      { firedAt: string; outcome: string; jobId: string | null; detail: string | null }[],
      { name: string }
    >;
  };
  '/api/v1/monitoring/quality': {
    get: Read<{
      window: { from: string; to: string; requests: number };
      requests: number;
      recommendationsServed: number;
      errorRate: number | null;
      latencyMs: { p50: number | null; p95: number | null; p99: number | null; mean: number | null };
      catalogCoverage: number | null;
      diversity: number | null;
      novelty: number | null;
      personalization: number | null;
      popularityBias: number | null;
      coldStartShare: number | null;
      emptyShare: number | null;
      byModel: Record<string, unknown>[];
      model: Record<string, unknown> | null;
    }>;
  };
  '/api/v1/drift/report': {
    get: Read<
      {
        verdict: 'drift' | 'no-drift' | 'insufficient-data';
        datasetDrift: boolean;
        driftShare: number;
        driftedColumns: number;
        columns: {
          column: string;
          type: string;
          test: string;
          statistic: number | null;
          pValue: number | null;
          threshold: number;
          verdict: 'drift' | 'no-drift' | 'insufficient-data';
          reference: { count: number; histogram: Histogram };
          current: { count: number; histogram: Histogram };
        }[];
        referenceWindow: DriftWindow;
        currentWindow: DriftWindow;
        model: { version: number } | null;
        computedAt: string;
      },
      { windowDays?: number }
    >;
  };
}
