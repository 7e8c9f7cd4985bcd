import { Ratings } from '../data/ratings.js';
import { ModelStateError } from '../errors.js';
import type { ModelFrame } from './indexed-model.js';
import type { Tensor } from './model.js';
import type { StateReader } from './state-reader.js';

/** The tensors of a model that keeps its ratings. */
export function ratingsState({ userIndices, itemIndices, values }: Ratings): Record<string, Tensor> {
  const shape = [values.length];
  return {
    ratingUsers: { shape, data: userIndices },
    ratingItems: { shape, data: itemIndices },
    ratingValues: { shape, data: values },
  };
}

/** The ratings that `ratingsState` put into a state. @throws ModelStateError */
export function readRatings(reader: StateReader, { scale, users, items }: ModelFrame): Ratings {
  const count = [reader.lengthOf('ratingValues'), 'ratings'] as const;
  const columns = {
    users: reader.indices('ratingUsers', users.size, count).map((user) => users.idAt(user)),
    items: reader.indices('ratingItems', items.size, count).map((item) => items.idAt(item)),
    values: reader.float32('ratingValues', count),
  };
  try {
    return Ratings.from(columns, scale);
  } catch (error) {
    throw new ModelStateError(`The ratings of the model: ${(error as Error).message}`, { cause: error });
  }
}
