import { pairHistograms } from './pair-histograms';
import { propertyOf } from './property';
import { scoreSentence } from './verdict';
import { windowsInWords } from './windows-in-words';

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

describe('pairHistograms of skewed and dated columns', () => {
  it('puts decades in the order of time', () => {
    const labels = ['2000s', '1990s', '1910s'];
    const side = { kind: 'categorical' as const, labels, counts: [3, 2, 1] };
    expect(pairHistograms(side, side).map(({ label }) => label)).toEqual(['1910s', '1990s', '2000s']);
  });

  it('leaves other categories in the order of their weight', () => {
    const side = { kind: 'categorical' as const, labels: ['Drama', '1990s'], counts: [3, 2] };
    expect(pairHistograms(side, side).map(({ label }) => label)).toEqual(['Drama', '1990s']);
  });

  it('joins the thin tail of a skewed histogram and loses no share', () => {
    const edges = [0, 10, 20, 30, 40, 50, 60];
    const rows = pairHistograms(
      { kind: 'numerical', edges, counts: [950, 40, 4, 3, 2, 1] },
      { kind: 'numerical', edges, counts: [98, 2, 0, 0, 0, 0] },
    );
    expect(rows.map(({ label }) => label)).toEqual(['0–10', '10–20', '20–60']);
    expect(rows[2].reference).toBeCloseTo(0.01, 12);
    expect(rows.reduce((sum, { reference }) => sum + reference, 0)).toBeCloseTo(1, 12);
  });

  it('shows the popularity of films as their number of ratings, not as its logarithm', () => {
    const side = { kind: 'numerical' as const, edges: [1, 2, 3], counts: [5, 5] };
    const rows = pairHistograms(side, side, propertyOf('film_popularity'));
    expect(rows.map(({ label }) => label)).toEqual(['9–98', '99–999']);
  });
});

it('calls the bins of counts by the whole numbers in them', () => {
  const edges = [1, 1.6, 2.4, 4.6, 6.2].map((ratings) => Math.log10(1 + ratings));
  const side = { kind: 'numerical' as const, edges, counts: [5, 5, 5, 5] };
  const rows = pairHistograms(side, side, propertyOf('film_popularity'));
  expect(rows.map(({ label }) => label)).toEqual(['1', '2', '3–4', '5–6']);
});

describe('propertyOf', () => {
  it('calls a property that it does not know by its name', () => {
    expect(propertyOf('film_length').title).toBe('Film length');
  });
});

describe('windowsInWords', () => {
  const referenceWindow = {
    from: '2020-01-01T00:00:00Z',
    to: '2026-11-01T00:00:00Z',
    ratings: 100_004,
    description: 'ratings the champion was trained on',
  };
  const currentWindow = {
    from: '2026-11-01T00:00:00Z',
    to: '2026-11-24T00:00:00Z',
    ratings: 300,
    description: 'ratings since the champion was trained',
  };

  it('says that the champion has not seen what came since', () => {
    const said = windowsInWords({ referenceWindow, currentWindow, modelVersion: 3 });
    expect(said).toMatch(/^Compared are the ratings since the champion was trained \(300 ratings, /);
    expect(said).toMatch(/ with the ratings that the champion was trained on \(100,004 ratings, /);
    expect(said).toMatch(/Version 3 has seen none of the new ones/);
  });

  it('says so when the champion knows both windows', () => {
    const back = {
      referenceWindow: { ...referenceWindow, description: 'all ratings before the current window' },
      currentWindow: { ...currentWindow, description: 'the last 30 days of ratings' },
    };
    expect(windowsInWords({ ...back, modelVersion: 3 })).toMatch(
      /Version 3 was trained on ratings of both times/,
    );
  });

  it('claims nothing about a champion that there is not', () => {
    expect(windowsInWords({ referenceWindow, currentWindow, modelVersion: null })).toMatch(/no champion yet/);
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
