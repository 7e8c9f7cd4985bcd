import { pairHistograms } from './pair-histograms';
import { scoreSentence } from './verdict';

describe('pairHistograms', () => {
  it('puts categories side by side as shares', () => {
    const labels = ['Drama', 'Horror'];
    const rows = pairHistograms(
      { kind: 'categorical', labels, counts: [40, 60] },
      { kind: 'categorical', labels, counts: [1, 3] },
    );
    expect(rows).toEqual([
      { label: 'Drama', reference: 0.4, current: 0.25 },
      { label: 'Horror', reference: 0.6, current: 0.75 },
    ]);
  });

  it('names narrow bins by their middle and wide ones by their ends', () => {
    const named = (edges: number[]) =>
      pairHistograms(
        { kind: 'numerical', edges, counts: [1, 1] },
        { kind: 'numerical', edges, counts: [0, 0] },
      );
    expect(named([3.25, 3.75, 4.25]).map(({ label }) => label)).toEqual(['3.5', '4']);
    expect(named([0, 500, 1500]).map(({ label }) => label)).toEqual(['0–500', '500–1.5K']);
  });

  it('shows an empty side as nothing rather than as not-a-number', () => {
    const [row] = pairHistograms(
      { kind: 'categorical', labels: ['Drama'], counts: [3] },
      { kind: 'categorical', labels: ['Drama'], counts: [0] },
    );
    expect(row.current).toBe(0);
  });
});

describe('scoreSentence', () => {
  const column = { score: 0.3, pValue: null, adjustedPValue: null, threshold: 0.1 };

  it('reads p-values and distances in their own direction', () => {
    expect(scoreSentence(column)).toBe('distance 0.300; drift from 0.1 on');
    expect(
      scoreSentence({ ...column, score: 0.0002, pValue: 0.0001, adjustedPValue: 0.0002, threshold: 0.05 }),
    ).toBe('p-value < 0.001; drift at or below 0.05');
    expect(scoreSentence({ ...column, score: null })).toBe('not tested');
  });
});
