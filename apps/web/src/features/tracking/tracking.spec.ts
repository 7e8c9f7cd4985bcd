import { completions, faultPosition, keysOf, written } from './filter-completion';
import { axesOf, positionOn } from './parallel-axes';
import { smoothed } from './smoothing';

const keys = { metrics: ['mae', 'rmse'], params: ['batch size', 'kind'], tags: ['mlflow.user'] };

describe('completions', () => {
  it('completes the name at the end of a filter, those that begin with the word first', () => {
    expect(completions('metrics.r', keys)).toEqual(['metrics.rmse']);
    expect(completions("status = 'FINISHED' AND params", keys)).toEqual([
      "status = 'FINISHED' AND params.`batch size`",
      "status = 'FINISHED' AND params.kind",
    ]);
    expect(completions('user', keys)).toEqual(['user_id', 'tags.mlflow.user']);
  });

  it('offers nothing where a comparison or a value belongs', () => {
    expect(completions('metrics.rmse < 0', keys)).toEqual([]);
    expect(completions("tags.mlflow.user = 'metr", keys)).toEqual([]);
  });

  it('puts names in quotes that need them', () => {
    expect([written('tags', 'a b'), written('tags', 'a.b')]).toEqual(['tags.`a b`', 'tags.a.b']);
  });

  it('knows the keys of the runs at hand', () => {
    const runs = [
      { metrics: { b: 1 }, params: {}, tags: {} },
      { metrics: { a: 1, b: 2 }, params: { p: '1' }, tags: {} },
    ];
    expect(keysOf(runs)).toEqual({ metrics: ['a', 'b'], params: ['p'], tags: [] });
  });

  it('reads where a refusal points to', () => {
    expect(faultPosition('Expected AND or the end, found "OR", at position 17.')).toBe(17);
    expect(faultPosition('Something else')).toBeNull();
  });
});

describe('smoothed', () => {
  it('keeps a constant constant from its first value on', () => {
    for (const value of smoothed([2, 2, 2], 0.9)) expect(value).toBeCloseTo(2, 12);
  });

  it('weighs the past by the weight', () => {
    // s₁ = 0.5·4 / 0.5 = 4; s₂ = (0.5·2 + 0.5·0) / 0.75 = 4/3.
    const [first, second] = smoothed([4, 0], 0.5);
    expect(first).toBeCloseTo(4, 12);
    expect(second).toBeCloseTo(4 / 3, 12);
    expect(smoothed([4, 0], 0)).toEqual([4, 0]);
  });
});

describe('axes of parallel coordinates', () => {
  it('are numbers where every value is one, else names in their order', () => {
    const axes = axesOf([
      { label: 'factors', values: ['50', '100', null] },
      { label: 'kind', values: ['svd', 'als', 'svd'] },
    ]);
    expect(axes[0]).toMatchObject({ low: '50', high: '100' });
    expect(positionOn(axes[0], '75')).toBeCloseTo(0.5, 12);
    expect(positionOn(axes[0], null)).toBeNull();
    expect([positionOn(axes[1], 'als'), positionOn(axes[1], 'svd')]).toEqual([0, 1]);
  });

  it('put a value that all share in the middle', () => {
    const [axis] = axesOf([{ label: 'seed', values: ['42', '42'] }]);
    expect(positionOn(axis, '42')).toBe(0.5);
  });
});
