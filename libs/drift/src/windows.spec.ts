import { EmptyWindowError, WindowsOverlapError } from './errors.js';
import { chooseWindows, describeSpan, lastRatings } from './windows.js';

const DAY = 86_400_000;
const facts = { firstRatedAtMs: 0, lastRatedAtMs: 365 * DAY };

describe('chooseWindows', () => {
  it('compares the last thirty days of data with everything before when there is no champion', () => {
    const { reference, current } = chooseWindows(facts);
    expect(current).toMatchObject({
      fromMs: 335 * DAY + 1,
      toMs: 365 * DAY + 1,
      description: 'the last 30 days of ratings',
    });
    expect(reference).toMatchObject({ fromMs: 0, toMs: current.fromMs });
  });

  it('compares with what the champion was trained on, gap or not', () => {
    const { reference, current } = chooseWindows(
      { ...facts, trainedThroughMs: 200 * DAY },
      { currentDays: 7 },
    );
    expect(reference).toMatchObject({
      toMs: 200 * DAY + 1,
      description: 'ratings the champion was trained on',
    });
    expect(current.fromMs).toBe(358 * DAY + 1);
  });

  it('starts the current window after the training data when they reach into it', () => {
    const { reference, current } = chooseWindows({ ...facts, trainedThroughMs: 360 * DAY });
    expect(current).toMatchObject({
      fromMs: 360 * DAY + 1,
      description: 'ratings since the champion was trained',
    });
    expect(reference.toMs).toBe(current.fromMs);
  });

  it('has nothing to compare when nothing came after the training', () => {
    const { reference, current } = chooseWindows({ ...facts, trainedThroughMs: facts.lastRatedAtMs });
    expect(current).toEqual({
      fromMs: facts.lastRatedAtMs + 1,
      toMs: facts.lastRatedAtMs + 2,
      description: 'ratings since the champion was trained',
    });
    expect(reference.toMs).toBe(current.fromMs);
  });

  it('splits the training data themselves when that is asked for', () => {
    const { reference, current } = chooseWindows(
      { ...facts, trainedThroughMs: facts.lastRatedAtMs },
      { currentDays: 30 },
    );
    expect(current.description).toBe('the last 30 days of ratings');
    expect(reference).toMatchObject({
      toMs: current.fromMs,
      description: 'all ratings before the current window',
    });
  });

  it('leaves the reference empty when all data are current', () => {
    const { reference } = chooseWindows({ firstRatedAtMs: 364 * DAY, lastRatedAtMs: 365 * DAY });
    expect(reference.fromMs).toBe(reference.toMs);
  });

  it('takes windows that are asked for', () => {
    const asked = { reference: { fromMs: 0, toMs: DAY }, current: { fromMs: DAY, toMs: 2 * DAY } };
    expect(chooseWindows(facts, asked)).toMatchObject(asked);
  });

  it('refuses windows that overlap or end before they start', () => {
    const current = { fromMs: 10 * DAY, toMs: 20 * DAY };
    expect(() => chooseWindows(facts, { current, reference: { fromMs: 0, toMs: 11 * DAY } })).toThrow(
      WindowsOverlapError,
    );
    expect(() => chooseWindows(facts, { current: { fromMs: DAY, toMs: DAY } })).toThrow(EmptyWindowError);
  });
});

describe('lastRatings', () => {
  it('takes the last ones against those before', () => {
    expect(lastRatings(100, 30)).toEqual({ reference: { from: 0, to: 70 }, current: { from: 70, to: 100 } });
    expect(lastRatings(100, 30, 50).reference).toEqual({ from: 20, to: 70 });
    expect(lastRatings(10, 30).reference).toEqual({ from: 0, to: 0 });
  });
});

describe('describeSpan', () => {
  it('names the first and last day', () => {
    expect(describeSpan({ fromMs: 0, toMs: 30 * DAY })).toBe('1970-01-01 to 1970-01-30 (30 days)');
    expect(describeSpan({ fromMs: 0, toMs: 1000 })).toBe('1970-01-01 to 1970-01-01 (1 day)');
  });
});
