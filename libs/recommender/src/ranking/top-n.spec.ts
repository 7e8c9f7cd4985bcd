import { rankTopN } from './top-n.js';

const none = (): boolean => false;

describe('rankTopN', () => {
  it('gives the best rows, best first', () => {
    expect(rankTopN([1, 5, 3, 4], none, 2)).toEqual([1, 3]);
  });

  it('puts equal scores in the order of their rows, also at the edge of the list', () => {
    expect(rankTopN([2, 3, 2, 3, 2], none, 3)).toEqual([1, 3, 0]);
    expect(rankTopN([1, 1, 1], none, 2)).toEqual([0, 1]);
  });

  it('leaves out excluded rows, and rows whose score is NaN or −∞', () => {
    expect(rankTopN([9, 8, NaN, -Infinity, 7], (row) => row === 0, 5)).toEqual([1, 4]);
  });

  it('gives fewer when there are fewer, and nothing when nothing is asked for', () => {
    expect(rankTopN([1], none, 5)).toEqual([0]);
    expect(rankTopN([], none, 5)).toEqual([]);
    expect(rankTopN([1, 2], none, 0)).toEqual([]);
  });

  it('agrees with sorting everything', () => {
    const scores = Float32Array.from({ length: 500 }, (_, row) => (row * 7919) % 83);
    const sorted = [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b);
    for (const n of [1, 2, 10, 499, 500]) expect(rankTopN(scores, none, n)).toEqual(sorted.slice(0, n));
  });
});
