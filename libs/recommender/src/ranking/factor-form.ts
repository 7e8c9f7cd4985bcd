import type { LinearUser } from '../kernels/factor-scorer.js';
import type { ScoredItems } from '../kernels/item-scores.js';

/** Users whose norms are looked at. */
const SAMPLED_USERS = 256;

/** A model whose unclipped estimate is base_u + b_i + p_u·q_i: lists for many users are found together. */
export interface FactorForm {
  readonly items: ScoredItems;
  /** A user by index; −1 is nobody in particular. null for one whose estimates have another form. */
  readonly user: (userIndex: number) => LinearUser | null;
  /** A usual norm of a user's factors. */
  readonly userNorm: number;
}

/** The mean norm of the factors of some users, evenly spread over all. */
export function usualNorm(user: FactorForm['user'], userCount: number): number {
  const step = Math.max(1, Math.floor(userCount / SAMPLED_USERS));
  let sum = 0;
  let count = 0;
  for (let index = 0; index < userCount; index += step) {
    const linear = user(index);
    if (!linear) continue;
    const { items, factors, userStart } = linear;
    count++;
    let squares = 0;
    for (let f = 0; f < items.factorCount; f++) squares += factors[userStart + f] ** 2;
    sum += Math.sqrt(squares);
  }
  return count > 0 ? sum / count : 1;
}
