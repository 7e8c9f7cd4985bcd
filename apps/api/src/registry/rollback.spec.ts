import { rollbackTarget, type PastMove } from './rollback.js';

const move = (fromVersion: number | null, toVersion: number): PastMove => ({
  fromVersion,
  toVersion,
  kind: 'move',
});
const rollback = (fromVersion: number, toVersion: number): PastMove => ({
  fromVersion,
  toVersion,
  kind: 'rollback',
});
const all = (_version: number): boolean => true;

/** @param moves  oldest first, as they happened */
const targetAfter = (moves: PastMove[], current: number, isThere = all): number | null =>
  rollbackTarget([...moves].reverse(), current, isThere);

describe('rollbackTarget', () => {
  it('is the version that served before', () => {
    expect(targetAfter([move(null, 1), move(1, 2), move(2, 3)], 3)).toBe(2);
  });

  it('is nothing for the first version', () => {
    expect(targetAfter([move(null, 1)], 1)).toBeNull();
  });

  it('passes over versions that were rolled back from', () => {
    expect(targetAfter([move(null, 1), move(1, 2), rollback(2, 1), move(1, 3)], 3)).toBe(1);
    expect(targetAfter([move(null, 1), move(1, 2), move(2, 3), rollback(3, 2)], 2)).toBe(1);
  });

  it('never goes forward again: after the last rollback there is nothing left', () => {
    const moves = [move(null, 1), move(1, 2), rollback(2, 1), move(1, 3), rollback(3, 1)];
    expect(targetAfter(moves, 1)).toBeNull();
  });

  it('takes a version that somebody chose again after it had been rolled back from', () => {
    expect(targetAfter([move(null, 1), move(1, 2), rollback(2, 1), move(1, 2), move(2, 3)], 3)).toBe(2);
  });

  it('passes over versions that were deleted', () => {
    const moves = [move(null, 1), move(1, 2), move(2, 3)];
    expect(targetAfter(moves, 3, (version) => version !== 2)).toBe(1);
  });
});
