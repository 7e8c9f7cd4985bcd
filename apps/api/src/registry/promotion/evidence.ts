import type { PromotionPolicy } from './promotion-policy.js';

/** How much there is to tell models apart by. */
export interface HeldOutEvidence {
  /** Users with held-out ratings, or by a metric of lists those who were given a list. */
  users: number;
  /** Their held-out ratings. */
  ratings: number;
}

/** The evidence of a decision beside what its policy asks for. */
export interface Evidence extends HeldOutEvidence {
  minUsers: number;
  minRatings: number;
  isEnough: boolean;
}

/**
 * Whether a paired test over these users means anything. A bootstrap over 2 users rejects a true null hypothesis in 25 % of
 * the cases at a level of 5 %, over 20 in 5 % (simulated in the spec).
 */
export function evidenceOf(
  { users, ratings }: HeldOutEvidence,
  { minHeldOutUsers, minHeldOutRatings }: PromotionPolicy,
): Evidence {
  return {
    users,
    ratings,
    minUsers: minHeldOutUsers,
    minRatings: minHeldOutRatings,
    isEnough: users >= minHeldOutUsers && ratings >= minHeldOutRatings,
  };
}

/** "2 held-out users, at least 20 are needed": what is missing. */
export function whatIsMissing({ users, minUsers, ratings, minRatings }: Evidence): string {
  const parts = [];
  if (users < minUsers) parts.push(`${users} held-out users, at least ${minUsers} are needed`);
  if (ratings < minRatings) parts.push(`${ratings} held-out ratings, at least ${minRatings} are needed`);
  return parts.join('; ');
}
