import type { paths } from './api-schema';

type Content<Answer> = Answer extends { content: { 'application/json': infer Body } } ? Body : never;
type Responses<P extends keyof paths, M extends string> = M extends keyof paths[P]
  ? paths[P][M] extends { responses: infer R }
    ? R
    : never
  : never;
type Success<R> = Content<R[Extract<keyof R, 200 | 201 | 202>]>;

/** The body of a successful answer of `method path`, as docs/openapi.json describes it. */
export type AnswerOf<P extends keyof paths, M extends string = 'get'> = Success<Responses<P, M>>;
/** The body that `POST path` takes. */
type BodyOf<P extends keyof paths> = paths[P] extends {
  post: { requestBody: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;
/** One entry of a paged answer. */
type ItemOf<Page> = Page extends { items: (infer Item)[] } ? Item : never;

export type MovieSummary = ItemOf<AnswerOf<'/api/v1/movies'>>;
export type MovieDetail = AnswerOf<'/api/v1/movies/{movieId}'>;
export type SimilarMovies = AnswerOf<'/api/v1/movies/{id}/similar'>;
export type Genre = AnswerOf<'/api/v1/genres'>[number];
export type UserSummary = ItemOf<AnswerOf<'/api/v1/users'>>;
export type UserProfile = AnswerOf<'/api/v1/users/{userId}'>;
export type UserRatings = AnswerOf<'/api/v1/users/{userId}/ratings'>;
export type UserRating = ItemOf<UserRatings>;
/** What a list entry needs to know about a film. */
export type Movie = UserRating['movie'];
export type Recommendations = AnswerOf<'/api/v1/users/{id}/recommendations', 'post'>;
export type Recommendation = Recommendations['items'][number];
export type Explanation = AnswerOf<'/api/v1/users/{id}/recommendations/{movieId}/explanation'>;
export type Job = AnswerOf<'/api/v1/jobs/{id}'>;
export type Run = ItemOf<AnswerOf<'/api/v1/runs'>>;
export type RunDetail = AnswerOf<'/api/v1/runs/{id}'>;
export type RunComparison = AnswerOf<'/api/v1/runs/compare'>;
export type ModelVersion = ItemOf<AnswerOf<'/api/v1/models'>>;
export type AliasMove = AnswerOf<'/api/v1/models/aliases/{alias}/history'>[number];
export type PromotionDecision = ItemOf<AnswerOf<'/api/v1/promotion-decisions'>>;
export type StoredPromotionPolicy = AnswerOf<'/api/v1/promotion-policy'>;
export type PromotionPolicy = StoredPromotionPolicy['policy'];
export type RecommendationLineage = AnswerOf<'/api/v1/lineage/recommendations/{id}'>;
export type VersionLineage = AnswerOf<'/api/v1/lineage/versions/{version}'>;
export type ModelKind = AnswerOf<'/api/v1/models/kinds'>[number];
/** What POST /api/v1/training may compare. */
export type CandidateKind = NonNullable<BodyOf<'/api/v1/training'>['candidates']>[number]['kind'];
export type TrainingPlan = AnswerOf<'/api/v1/training/plan'>;
export type SearchOrder = BodyOf<'/api/v1/searches'>;
export type SearchDetails = AnswerOf<'/api/v1/searches/{id}'>;
export type SearchTrial = SearchDetails['trials'][number];
export type Schedule = AnswerOf<'/api/v1/schedules'>[number];
export type ScheduleRun = AnswerOf<'/api/v1/schedules/{name}/runs'>[number];
export type Stats = AnswerOf<'/api/v1/stats'>;
export type DriftReport = AnswerOf<'/api/v1/drift/report'>;
export type DriftColumn = DriftReport['columns'][number];
export type DriftReportSummary = ItemOf<AnswerOf<'/api/v1/drift-reports'>>;
export type DriftTrend = AnswerOf<'/api/v1/drift-reports/trends'>[number];
export type StoredDriftReport = AnswerOf<'/api/v1/drift-reports/{id}'>;
export type DriftPolicy = AnswerOf<'/api/v1/drift-policy'>;
export type PolicyChanges = DriftPolicy['settings'];
export type OnlineError = AnswerOf<'/api/v1/online-error'>;
export type Quality = AnswerOf<'/api/v1/monitoring/quality'>;
export type OnlineReport = AnswerOf<'/api/v1/online-metrics'>;
export type OnlineMetrics = OnlineReport['rows'][number];
export type MetricDefinition = OnlineReport['definitions'][string];
export type DialectReport = AnswerOf<'/api/v1/online-metrics/dialects'>;
export type AbExperiment = ItemOf<AnswerOf<'/api/v1/ab-experiments'>>;
export type AbExperimentReport = AnswerOf<'/api/v1/ab-experiments/{id}'>;
export type AbExperimentOrder = BodyOf<'/api/v1/ab-experiments'>;
export type OffPolicyOrder = BodyOf<'/api/v1/off-policy-estimates'>;
export type Health = AnswerOf<'/health'>;
export type JobAttempt = AnswerOf<'/api/v1/jobs/{id}/attempts'>[number];
export type JobLogLine = ItemOf<AnswerOf<'/api/v1/jobs/{id}/logs'>>;
export type JobKind = AnswerOf<'/api/v1/job-kinds'>[number];
export type ScheduleOrder = BodyOf<'/api/v1/schedules'>;
export type OpenAlert = ItemOf<AnswerOf<'/api/v1/alerts'>>;
export type Channel = AnswerOf<'/api/v1/notification-channels'>[number];
export type ChannelOrder = BodyOf<'/api/v1/notification-channels'>;
export type Delivery = ItemOf<AnswerOf<'/api/v1/notification-channels/{id}/deliveries'>>;
export type Snapshot = ItemOf<AnswerOf<'/api/v1/snapshots'>>;
export type SnapshotDetails = AnswerOf<'/api/v1/snapshots/{id}'>;
export type SnapshotDiff = AnswerOf<'/api/v1/snapshots/{id}/diff/{other}'>;
