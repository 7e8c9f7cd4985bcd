import type { RecommenderModel } from '@marquee/recommender';
import type { LoadedModel } from './model-files.js';

/** Items of the history that a new user is given. */
const historyLength = 5;

/**
 * Asks a model for estimates as serving does: for users of the training set, for an unknown user, and for a new user with a
 * short history.
 *
 * @throws Error that says which estimate is not a finite number
 */
export function probeModel({ model, neighbours }: LoadedModel): void {
  const { users, items, scale } = model;
  if (items.size === 0) throw new Error('The model knows no movies.');
  const ids = Array.from(items.ids);
  const history = ids.slice(0, historyLength).map((itemId) => ({ itemId, rating: scale.max }));
  for (const userId of sample(Array.from(users.ids)))
    expectFinite(model.forUser(userId).predictAll(), ids, `user ${userId}`);
  expectFinite(model.foldIn(history).predictAll(), ids, 'a new user with ratings');
  expectFinite(model.foldIn([]).predictAll(), ids, 'a new user without ratings');
  expectFinite([model.predict(unknownId(model), ids[0])], ids, 'an unknown user');
  if (neighbours !== null && neighbours.items.size === 0) throw new Error('The neighbours know no movies.');
}

function expectFinite(estimates: ArrayLike<number>, ids: readonly number[], who: string): void {
  for (let at = 0; at < estimates.length; at++)
    if (!Number.isFinite(estimates[at]))
      throw new Error(
        `The estimate for ${who} of movie ${ids[at]} is ${estimates[at]}, expected a finite number.`,
      );
}

/** The first, the last and one between. */
function sample(ids: readonly number[]): number[] {
  return [...new Set([0, ids.length >> 1, ids.length - 1])].flatMap((at) => ids[at] ?? []);
}

function unknownId({ users }: RecommenderModel): number {
  let id = 1;
  while (users.has(id)) id += 1;
  return id;
}
