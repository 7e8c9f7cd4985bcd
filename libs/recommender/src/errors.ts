/** A user or item id that is no whole number from 0 to 2³¹ − 1, or that is given twice where ids must be distinct. */
export class InvalidIdError extends Error {
  override readonly name = 'InvalidIdError';
}

/** Ratings that nothing can be learnt from as they are: columns of different lengths, or a rating off its scale. */
export class InvalidRatingsError extends Error {
  override readonly name: string = 'InvalidRatingsError';
}

/** There is no rating at all. */
export class EmptyRatingsError extends InvalidRatingsError {
  override readonly name: string = 'EmptyRatingsError';

  constructor(message = 'There are 0 ratings, expected at least 1') {
    super(message);
  }
}

/** A split that would leave a side without a rating. */
export class NothingToHoldOutError extends EmptyRatingsError {
  override readonly name = 'NothingToHoldOutError';

  /**
   * @param ratings  how many there are
   * @param heldOut  how many of them fall on the held-out side
   */
  constructor(ratings: number, heldOut: number) {
    super(
      `${heldOut} of ${ratings} ratings would be held out, expected at least 1 to learn from and 1 to be judged by`,
    );
  }
}

/** One user rates one item twice. */
export class DuplicateRatingError extends InvalidRatingsError {
  override readonly name = 'DuplicateRatingError';

  /**
   * @param userId external id
   * @param itemId external id
   */
  constructor(
    readonly userId: number,
    readonly itemId: number,
  ) {
    super(`User ${userId} rates item ${itemId} more than once, expected one rating of each user and item`);
  }
}

/** A hyperparameter that its kind of model does not know, or a value that it does not allow. */
export class HyperparameterError extends Error {
  override readonly name = 'HyperparameterError';
}

/** Something needs to know when ratings were given, and these do not tell. */
export class MissingTimesError extends InvalidRatingsError {
  override readonly name = 'MissingTimesError';

  /** @param what needs the times */
  constructor(what: string) {
    super(`${what} needs to know when each rating was given, but these ratings have no times`);
  }
}

/** The caller asked the fit to stop. */
export class FitCancelledError extends Error {
  override readonly name = 'FitCancelledError';

  constructor() {
    super('The fit was stopped because its caller asked for it');
  }
}

/** A parameter stopped being finite: the learning rate is too high, as a rule. */
export class TrainingDivergedError extends Error {
  override readonly name = 'TrainingDivergedError';

  /** @param epoch 1-based */
  constructor(readonly epoch: number) {
    super(`The parameters stopped being finite in epoch ${epoch}; a lower learning rate may help`);
  }
}

/** What a model must hold at once is more than the caller allows. */
export class ModelTooLargeError extends Error {
  override readonly name = 'ModelTooLargeError';

  /** @param what the thing that is too large, with its shape */
  constructor(
    what: string,
    readonly neededBytes: number,
    readonly allowedBytes: number,
  ) {
    super(`${what} needs ${neededBytes} bytes, at most ${allowedBytes} are allowed`);
  }
}

/** A thread that helps with a training failed, or did not start. */
export class ThreadFailedError extends Error {
  override readonly name = 'ThreadFailedError';
}

/** A model state that does not describe a model. */
export class ModelStateError extends Error {
  override readonly name = 'ModelStateError';
}

/** A system of equations is too near to having no single solution for the precision it is solved in. */
export class IllConditionedError extends Error {
  override readonly name = 'IllConditionedError';

  /** @param what the matrix, with its shape */
  constructor(what: string) {
    super(`${what} cannot be inverted in single precision; a greater regularisation may help`);
  }
}
