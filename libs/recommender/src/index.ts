export { IdIndex } from './data/id-index.js';
export { Ratings, type RatingColumns, type RatingGroups } from './data/ratings.js';
export {
  DuplicateRatingError,
  EmptyRatingsError,
  FitCancelledError,
  HyperparameterError,
  InvalidIdError,
  InvalidRatingsError,
  ModelStateError,
  ModelTooLargeError,
  TrainingDivergedError,
} from './errors.js';
export type {
  FitOptions,
  ItemRating,
  ModelKind,
  ModelState,
  RatingModel,
  RatingScale,
  ScoredItem,
  Tensor,
  UserScorer,
} from './models/model.js';
export { seededRandom, type Random } from './random.js';
