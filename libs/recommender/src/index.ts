export { IdIndex } from './data/id-index.js';
export { Ratings, type RatingColumns, type RatingGroups } from './data/ratings.js';
export {
  DuplicateRatingError,
  EmptyRatingsError,
  FitCancelledError,
  HyperparameterError,
  IllConditionedError,
  InvalidIdError,
  InvalidRatingsError,
  MissingTimesError,
  ModelStateError,
  ModelTooLargeError,
  NothingToHoldOutError,
  ThreadFailedError,
  TrainingDivergedError,
} from './errors.js';
export type {
  EpochProgress,
  Explanation,
  ExplanationTerm,
  FitOptions,
  HistoryContribution,
  ItemContent,
  ItemFilter,
  ItemRating,
  ModelKind,
  ModelOutput,
  ModelState,
  RatingScale,
  RecommenderModel,
  ScoredItem,
  Tensor,
  UserScorer,
} from './models/model.js';
export { seededRandom, type Random } from './random.js';
export { onboardingFilms, type OnboardingRequest } from './cold-start/onboarding.js';
export { bayesianAverage } from './cold-start/bayesian-average.js';
export { scoreCatalogue, type CatalogueItem, type ScoredCatalogueItem } from './cold-start/catalogue.js';
export {
  diversifyByGenre,
  recommendColdStart,
  type ColdStartItem,
  type ColdStartRequest,
  type ColdStartRule,
} from './cold-start/recommend.js';
export { dataFingerprint } from './data/fingerprint.js';
export { GenreVectors } from './data/genre-vectors.js';
export {
  kFolds,
  splitByHash,
  splitByTime,
  splitLeaveLastOut,
  splitRandom,
  type Split,
  type SplitOptions,
} from './data/split.js';
export {
  bootstrapMean,
  bootstrapTest,
  type BootstrapOptions,
  type MeanInterval,
  type MeanTest,
} from './evaluation/bootstrap.js';
export {
  compareOutcomes,
  judgeModel,
  type Judgement,
  type OutcomeComparison,
  type SideEffects,
  type UserOutcomes,
} from './evaluation/user-outcomes.js';
export { compareModels, holm, type ModelComparison } from './evaluation/compare-models.js';
export {
  compareAll,
  type CompareAllOptions,
  type ComparisonTable,
  type NamedModel,
  type Significance,
  type SignificanceTable,
} from './evaluation/compare-all.js';
export {
  crossValidate,
  type CrossValidation,
  type CrossValidationOptions,
} from './evaluation/cross-validate.js';
export { catalogCoverage, gini } from './evaluation/coverage.js';
export {
  dialectLabels,
  judgeInDialects,
  type Dialect,
  type DialectMetric,
  type DialectValue,
} from './evaluation/dialects/dialect-metrics.js';
export {
  evaluateInDialects,
  type DialectEvaluation,
  type EvaluateInDialectsOptions,
} from './evaluation/dialects/evaluate-in-dialects.js';
export type { JudgedList, JudgedLists } from './evaluation/dialects/judged-lists.js';
export {
  evidentlyItemBias,
  evidentlyUserBias,
  type BiasColumn,
  type BiasDistributions,
  type Distribution,
} from './evaluation/dialects/evidently-bias.js';
export {
  evidentlyArp,
  evidentlyCoverage,
  evidentlyDiversity,
  evidentlyGini,
  evidentlyNovelty,
  evidentlyPersonalization,
  evidentlyScoreEntropy,
  evidentlySerendipity,
} from './evaluation/dialects/evidently-lists.js';
export {
  evidentlyFBeta,
  evidentlyHitRate,
  evidentlyMrr,
  evidentlyNdcg,
  evidentlyTopK,
  type EvidentlyOptions,
  type EvidentlyTopK,
} from './evaluation/dialects/evidently-ranking.js';
export {
  recboleAveragePopularity,
  recboleGiniIndex,
  recboleItemCoverage,
  recboleShannonEntropy,
  recboleTailPercentage,
} from './evaluation/dialects/recbole-lists.js';
export {
  recboleRanking,
  type RecboleLists,
  type RecboleRanking,
} from './evaluation/dialects/recbole-ranking.js';
export {
  recboleAuc,
  recboleGauc,
  recboleLogLoss,
  recboleMae,
  recboleRmse,
  type LabelledScores,
} from './evaluation/dialects/recbole-values.js';
export {
  cooccurrenceSimilarity,
  featureSimilarity,
  recommendersCatalogCoverage,
  recommendersDistributionalCoverage,
  recommendersDiversity,
  recommendersNovelty,
  recommendersSerendipity,
  type ItemSimilarity,
} from './evaluation/dialects/recommenders-lists.js';
export {
  recommendersNdcg,
  recommendersRanking,
  type GainType,
  type PredictedRows,
  type RecommendersRanking,
  type TrueRows,
} from './evaluation/dialects/recommenders-ranking.js';
export { recommendersErrors, type RecommendersErrors } from './evaluation/dialects/recommenders-ratings.js';
export {
  trainCounts,
  type InteractionRows,
  type RecommendationRows,
  type TrainCounts,
} from './evaluation/dialects/rows.js';
export { genreDistance, intraListDiversity } from './evaluation/diversity.js';
export {
  evaluateFoldIn,
  type FoldInMetrics,
  type FoldInOptions,
  type MeanOverUsers,
} from './evaluation/evaluate-fold-in.js';
export {
  splitHeldOutUsers,
  type HeldOutUser,
  type HeldOutUsersOptions,
  type HeldOutUsersSplit,
} from './evaluation/held-out-users.js';
export { calibration, type Calibration, type PredictsWithDeviation } from './evaluation/calibration.js';
export { Cohorts, type CohortOptions, type ItemCohort, type UserCohort } from './evaluation/cohorts.js';
export { evaluate, type EvaluatedModel, type EvaluateOptions } from './evaluation/evaluate.js';
export type {
  BeyondAccuracy,
  CohortQuality,
  Evaluation,
  ListQuality,
  PerUserMetrics,
  RatingErrors,
} from './evaluation/evaluation.js';
export { Serendipity } from './evaluation/serendipity.js';
export { evaluateModel, type EvaluateModelOptions, type ModelMetrics } from './evaluation/evaluate-model.js';
export {
  byMetric,
  isRankingMetric,
  metricDirections,
  metricLabels,
  metricNames,
  type MetricName,
} from './evaluation/metric-direction.js';
export {
  evaluateRanking,
  type RankingMetrics,
  type RankingOptions,
  type ScoreAll,
} from './evaluation/evaluate-ranking.js';
export {
  offPolicyEstimate,
  type LoggedPlaces,
  type OffPolicyEstimate,
  type OffPolicyOptions,
  type ValueInterval,
} from './evaluation/online/off-policy.js';
export {
  ratioDifference,
  ratioEstimate,
  type DifferenceInterval,
  type RatioDifference,
  type RatioEstimate,
  type RatioSums,
} from './evaluation/online/ratio-difference.js';
export { wilsonInterval, type ShareInterval } from './evaluation/online/wilson.js';
export { novelty, popularityBias, type RaterCounts } from './evaluation/novelty.js';
export { personalization } from './evaluation/personalization.js';
export { mae, rmse } from './evaluation/rmse.js';
export { wilcoxonSignedRank, type WilcoxonResult } from './evaluation/wilcoxon.js';
export {
  buildItemNeighbours,
  ItemNeighbours,
  type ItemNeighboursHooks,
  type ItemNeighboursOptions,
} from './models/item-neighbours.js';
export { itemNeighboursFromState } from './models/item-neighbours-state.js';
export { refreshNeighbours, staleNeighbours, type NeighbourRefresh } from './models/refresh-neighbours.js';
export { nearestItems, type ItemListsOptions } from './parallel/item-lists.js';
export type { ItemLists, ListSimilarity } from './kernels/item-lists.js';
export { affinities, Affinities, liking } from './ranking/affinities.js';
export { calibrationDivergence, genreShares } from './ranking/calibration.js';
export { type CandidateSource } from './ranking/candidate-sources.js';
export {
  generateCandidates,
  scoreCandidates,
  type CandidateFilter,
  type ScoreFrame,
  type ScoreKnobs,
  type ScorePartName,
  type Signals,
} from './ranking/candidates.js';
export { diversify, type Ranked } from './ranking/diversify.js';
export { dppMargin } from './ranking/dpp.js';
export { type ExplainedPart, type ExplainedScore } from './ranking/explain-score.js';
export { compileBoost, compileFilter } from './ranking/expression/expression.js';
export { ExpressionError } from './ranking/expression/expression-error.js';
export { type ItemFacts } from './ranking/expression/values.js';
export { pickGreedily, type Margin } from './ranking/margin.js';
export { itemPriors, priorsOfRatings, type ItemPriors } from './ranking/priors.js';
export {
  explainForUser,
  rankForUser,
  type RankedItem,
  type RankingCatalogue,
  type RankKnobs,
  type RankRequest,
  type RecommendationSource,
} from './ranking/rank-for-user.js';
export { rerank, type RerankMethod, type RerankSettings } from './ranking/rerank.js';
export { placementProbability, rotate, type RotatedList } from './ranking/rotation.js';
export { genreTaste } from './ranking/taste.js';
export { type FactorForm } from './ranking/factor-form.js';
export { rankTopN } from './ranking/top-n.js';
export { topNForUsers, type TopLists, type TopNOptions } from './ranking/top-n-for-users.js';
export { MedianPruner, SuccessiveHalvingPruner } from './search/pruners.js';
export { RandomSampler } from './search/random-sampler.js';
export { searchSpaceOf, type Dimension, type SearchSpace } from './search/search-space.js';
export { TpeSampler, type TpeOptions } from './search/tpe-sampler.js';
export { bestTrial, type EpochLoss, type Pruner, type Sampler, type Trial } from './search/trial.js';
export { decodeSafetensors, encodeSafetensors, InvalidSafetensorsError } from './safetensors.js';
export { trainContent, type ContentHyperparameters } from './models/content.js';
export { ContentModel } from './models/content-model.js';
export { trainAls, type AlsHyperparameters } from './models/als.js';
export { BaselineModel, trainBaseline, type BaselineHyperparameters } from './models/baseline.js';
export {
  type Hyperparameters,
  type HyperparameterSpec,
  type HyperparameterValue,
  type SearchRange,
} from './models/hyperparameters.js';
export { trainBpr, type BprHyperparameters } from './models/bpr.js';
export { BprModel } from './models/bpr-model.js';
export { trainImplicitAls, type ImplicitAlsHyperparameters } from './models/implicit-als.js';
export { ImplicitAlsModel } from './models/implicit-als-model.js';
export { KnnModel } from './models/knn.js';
export { type KnnSettings } from './models/knn-settings.js';
export {
  trainMatrixFactorisation,
  type KernelChoice,
  type MatrixFactorisationHyperparameters,
} from './models/matrix-factorisation.js';
export {
  trainBayesianMf,
  trainBayesianSvdPlusPlus,
  type BayesianMfHyperparameters,
} from './models/bayesian-mf.js';
export { BayesianMfModel, type PredictionWithDeviation } from './models/bayesian-mf-model.js';
export { trainItemKnn, type ItemKnnHyperparameters } from './models/item-knn.js';
export { ItemKnnModel } from './models/item-knn-model.js';
export { trainEase, type EaseHyperparameters } from './models/ease.js';
export { EaseModel } from './models/ease-model.js';
export { trainNmf, type NmfHyperparameters } from './models/nmf.js';
export { NmfModel } from './models/nmf-model.js';
export { BlendModel, type BlendHyperparameters } from './models/blend.js';
export { NormalModel, trainNormal } from './models/normal.js';
export { PopularityModel, trainPopularity, type PopularityHyperparameters } from './models/popularity.js';
export {
  loadModel,
  modelKinds,
  resolveHyperparameters,
  trainModel,
  type ModelKindDescription,
} from './models/registry.js';
export { SvdModel, trainSvd, type SvdHyperparameters } from './models/svd.js';
export {
  surpriseSvdPlusPlus,
  trainSvdPlusPlus,
  type SvdPlusPlusHyperparameters,
} from './models/svd-plus-plus.js';
export { SvdPlusPlusModel } from './models/svd-plus-plus-model.js';
export { trainTimeSvdPlusPlus, type TimeSvdPlusPlusHyperparameters } from './models/time-svd-plus-plus.js';
export { TimeSvdPlusPlusModel } from './models/time-svd-plus-plus-model.js';
export {
  trainKnnBaseline,
  trainKnnBasic,
  trainKnnWithMeans,
  trainKnnWithZScore,
  type TrainKnn,
} from './models/train-knn.js';
export { SlopeOneModel, trainSlopeOne } from './models/slope-one.js';
