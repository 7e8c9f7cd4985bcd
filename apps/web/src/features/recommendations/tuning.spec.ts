import { defaultTuning, isFineTuned, tuningFrom, withTuning } from './tuning';

describe('tuningFrom', () => {
  it('is the default for an empty address and for nonsense', () => {
    expect(tuningFrom(new URLSearchParams())).toEqual(defaultTuning);
    const nonsense = 'diversity=7&calibration=x&popularityDebias=-1&rerank=magic';
    expect(tuningFrom(new URLSearchParams(nonsense))).toEqual(defaultTuning);
  });

  it('reads back what was written', () => {
    const change = {
      genres: ['Comedy', 'Drama'],
      diversity: 0.5,
      rerank: 'dpp' as const,
      calibration: 0.4,
      popularityDebias: 0.3,
      filter: "genre = 'Drama' and year > 1990",
      boost: '2',
    };
    const search = withTuning(new URLSearchParams('user=7'), change);
    expect(search.get('user')).toBe('7');
    expect(tuningFrom(search)).toEqual({ ...defaultTuning, ...change });
  });
});

describe('withTuning', () => {
  it('leaves out of the address what is as by default', () => {
    const search = new URLSearchParams('user=7&diversity=0.5&filter=x&genres=Drama');
    expect(withTuning(search, { diversity: 0.2, filter: '', genres: [] }).toString()).toBe('user=7');
  });
});

describe('isFineTuned', () => {
  it('asks about what is behind the panel only', () => {
    expect(isFineTuned({ ...defaultTuning, diversity: 1, genres: ['Drama'] })).toBe(false);
    expect(isFineTuned({ ...defaultTuning, calibration: 0.1 })).toBe(true);
  });
});
