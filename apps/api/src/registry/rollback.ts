import type { AliasMove } from './model-version.js';

export type PastMove = Pick<AliasMove, 'fromVersion' | 'toVersion' | 'kind'>;

/**
 * The version that a rollback goes back to: the last one that had the alias before the current one, passing over versions
 * that were rolled back from (unless somebody moved the alias to them again since) and those that are gone.
 *
 * @param moves    of the alias, newest first
 * @param current  the version that has it now
 * @param isThere  whether a version can still be pointed at
 * @returns null where there is none
 */
export function rollbackTarget(
  moves: readonly PastMove[],
  current: number,
  isThere: (version: number) => boolean,
): number | null {
  const left = new Set<number>();
  const chosenSince = new Set<number>();
  for (const { fromVersion, toVersion, kind } of moves) {
    if (kind === 'rollback' && fromVersion !== null && !chosenSince.has(fromVersion)) left.add(fromVersion);
    if (kind === 'move' && toVersion !== null) chosenSince.add(toVersion);
  }
  const before = moves.flatMap(({ toVersion, fromVersion }) => [toVersion, fromVersion]);
  return (
    before.find(
      (version) => version !== null && version !== current && !left.has(version) && isThere(version),
    ) ?? null
  );
}
