import type { Recommendation } from '../../lib/api-types';

/** How an entry got to its place: 'new' to the list, or how many places up (positive) or down. */
export type RankMove = 'new' | number;

type Entry = { rank: number; movie: Pick<Recommendation['movie'], 'id'> };

/**
 * Compares two lists. An entry that kept its order among the others but moved up because a film above it
 * was rated away has not moved: places are counted among the films that both lists hold.
 *
 * @returns the move of each film of `now` that is new or changed its place
 */
export function rankMoves(before: readonly Entry[], now: readonly Entry[]): Map<number, RankMove> {
  const current = new Set(now.map(({ movie }) => movie.id));
  const kept = before.map(({ movie }) => movie.id).filter((id) => current.has(id));
  const oldPlace = new Map(kept.map((id, place) => [id, place]));
  const moves = new Map<number, RankMove>();
  let place = 0;
  for (const { movie } of now) {
    const old = oldPlace.get(movie.id);
    if (old === undefined) moves.set(movie.id, 'new');
    else if (old !== place++) moves.set(movie.id, old - (place - 1));
  }
  return moves;
}

/** "2 new films, 3 moved up, 1 moved down." */
export function describeMoves(moves: ReadonlyMap<number, RankMove>): string {
  const values = [...moves.values()];
  const count = (test: (move: RankMove) => boolean) => values.filter(test).length;
  const fresh = count((move) => move === 'new');
  const up = count((move) => move !== 'new' && move > 0);
  const down = count((move) => move !== 'new' && move < 0);
  const parts = [
    fresh ? `${fresh} new ${fresh === 1 ? 'film' : 'films'}` : '',
    up ? `${up} moved up` : '',
    down ? `${down} moved down` : '',
  ].filter(Boolean);
  return parts.length ? `${parts.join(', ')}.` : 'The order stayed the same.';
}
