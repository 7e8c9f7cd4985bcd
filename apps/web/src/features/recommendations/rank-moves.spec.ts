import { describeMoves, rankMoves } from './rank-moves';

const list = (...ids: number[]) => ids.map((id, index) => ({ rank: index + 1, movie: { id } }));

describe('rankMoves', () => {
  it('finds nothing between equal lists', () => {
    expect(rankMoves(list(1, 2, 3), list(1, 2, 3)).size).toBe(0);
  });

  it('does not call it a move when a film above was rated away', () => {
    expect([...rankMoves(list(1, 2, 3), list(2, 3, 4))]).toEqual([[4, 'new']]);
  });

  it('counts places up and down among the films of both lists', () => {
    expect([...rankMoves(list(1, 2, 3), list(3, 1, 2))]).toEqual([
      [3, 2],
      [1, -1],
      [2, -1],
    ]);
  });

  it('calls everything new after an empty list', () => {
    expect([...rankMoves([], list(1)).values()]).toEqual(['new']);
  });
});

describe('describeMoves', () => {
  it('says it in a sentence', () => {
    expect(
      describeMoves(
        new Map<number, 'new' | number>([
          [1, 'new'],
          [2, 3],
          [3, -1],
          [4, -1],
        ]),
      ),
    ).toBe('1 new film, 1 moved up, 2 moved down.');
    expect(describeMoves(new Map())).toBe('The order stayed the same.');
  });
});
