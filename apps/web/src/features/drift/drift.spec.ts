import { driftReport } from '../../../test/samples';
import { pairHistograms } from './pair-histograms';
import { scoreSentence, verdictSentence } from './verdict';

describe('pairHistograms', () => {
  it('puts bins side by side, and zero where one side has none', () => {
    const rows = pairHistograms(
      [
        { label: 'a', share: 0.4 },
        { label: 'b', share: 0.6 },
      ],
      [
        { label: 'b', share: 0.5 },
        { label: 'c', share: 0.5 },
      ],
    );
    expect(rows).toEqual([
      { label: 'a', reference: 0.4, current: 0 },
      { label: 'b', reference: 0.6, current: 0.5 },
      { label: 'c', reference: 0, current: 0.5 },
    ]);
  });
});

describe('the sentences', () => {
  it('tell a calm report from one with a few moved columns', () => {
    expect(verdictSentence({ ...driftReport, verdict: 'no-drift', driftedColumns: 0 })).toMatch(
      /none of 2 properties/,
    );
    expect(verdictSentence({ ...driftReport, verdict: 'no-drift', driftedColumns: 1 })).toMatch(
      /although 1 of 2 properties has moved/,
    );
  });

  it('read p-values and distances in their own direction', () => {
    expect(scoreSentence({ pValue: 0.0002, statistic: 0.3, threshold: 0.05 })).toBe(
      'p-value below 0.001; drift at or below 0.05',
    );
    expect(scoreSentence({ pValue: null, statistic: 0.3, threshold: 0.1 })).toBe(
      'distance 0.300; drift from 0.1 on',
    );
    expect(scoreSentence({ pValue: null, statistic: null, threshold: 0.1 })).toBe('not tested');
  });
});
