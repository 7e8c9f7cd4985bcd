import { HyperparameterError } from '../errors.js';
import { modelKinds, resolveHyperparameters } from '../models/registry.js';
import type { Hyperparameters } from '../models/hyperparameters.js';
import { RandomSampler } from './random-sampler.js';
import { searchSpaceOf, type SearchSpace } from './search-space.js';
import { TpeSampler } from './tpe-sampler.js';
import { bestTrial, type Sampler, type Trial } from './trial.js';

const space: SearchSpace = [
  { name: 'x', type: 'number', min: -5, max: 10, scale: 'linear' },
  { name: 'rate', type: 'number', min: 1e-5, max: 1, scale: 'log' },
  { name: 'depth', type: 'integer', min: 1, max: 40, scale: 'linear' },
  { name: 'method', type: 'choice', choices: ['a', 'b', 'c'] },
];

/** 0 at x = 3, rate = 0.003, depth = 17, method = b. */
function loss({ x, rate, depth, method }: Hyperparameters): number {
  const offRate = Math.log10(rate as number) - Math.log10(0.003);
  return (
    ((x as number) - 3) ** 2 / 10 +
    offRate ** 2 +
    (((depth as number) - 17) / 10) ** 2 +
    (method === 'b' ? 0 : 1)
  );
}

const complete = (hyperparameters: Hyperparameters, value: number): Trial => ({
  hyperparameters,
  state: 'complete',
  loss: value,
  curve: [],
});

function search(sampler: Sampler, trials: number, objective = loss): Trial[] {
  const history: Trial[] = [];
  while (history.length < trials) {
    const suggested = sampler.suggest(history);
    history.push(complete(suggested, objective(suggested)));
  }
  return history;
}

const seeds = Array.from({ length: 12 }, (_, seed) => seed);
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const bestOf = (history: readonly Trial[]): number => bestTrial(history)!.loss!;

describe.each([
  ['random search', (seed: number) => new RandomSampler(space, { seed })],
  ['TPE', (seed: number) => new TpeSampler(space, { seed })],
])('%s', (_, sampler) => {
  it('stays within the ranges, in whole numbers where they are asked for', () => {
    for (const { hyperparameters: h } of search(sampler(1), 60)) {
      expect(h.x).toBeGreaterThanOrEqual(-5);
      expect(h.x).toBeLessThanOrEqual(10);
      expect(h.rate).toBeGreaterThanOrEqual(1e-5);
      expect(h.rate).toBeLessThanOrEqual(1);
      expect(h.depth).toBe(Math.round(h.depth as number));
      expect(h.depth).toBeGreaterThanOrEqual(1);
      expect(h.depth).toBeLessThanOrEqual(40);
      expect(['a', 'b', 'c']).toContain(h.method);
    }
  });

  it('suggests the same after the same history: a search that is resumed goes on as it would have', () => {
    const history = search(sampler(5), 30);
    const resumed = history.slice(0, 17);
    while (resumed.length < 30) {
      const suggested = sampler(5).suggest(resumed);
      resumed.push(complete(suggested, loss(suggested)));
    }
    expect(resumed).toEqual(history);
    expect(search(sampler(6), 3)).not.toEqual(history.slice(0, 3));
  });

  it('refuses a space in which a dimension has no value', () => {
    const over = (dimension: SearchSpace[number]) => () => new TpeSampler([dimension], { seed: 1 });
    expect(over({ name: 'x', type: 'number', min: 2, max: 1, scale: 'linear' })).toThrow(HyperparameterError);
    expect(over({ name: 'x', type: 'number', min: 0, max: 1, scale: 'log' })).toThrow(HyperparameterError);
    expect(over({ name: 'x', type: 'choice', choices: [] })).toThrow(HyperparameterError);
  });
});

describe('TPE', () => {
  it('comes nearer to the optimum than random search by the same trials, and reaches what that reaches by fewer', () => {
    const tpe = seeds.map((seed) => search(new TpeSampler(space, { seed }), 60));
    const random = seeds.map((seed) => search(new RandomSampler(space, { seed }), 60));
    expect(mean(tpe.map(bestOf))).toBeLessThan(0.5 * mean(random.map(bestOf)));
    const needed = tpe.map((history, seed) => {
      const first = history.findIndex((trial) => trial.loss! <= bestOf(random[seed]));
      return first < 0 ? 60 : first + 1;
    });
    expect(mean(needed)).toBeLessThan(45);
  });

  it('comes near the minimum of Branin’s function, which has three', () => {
    const plane: SearchSpace = [
      { name: 'x', type: 'number', min: -5, max: 10, scale: 'linear' },
      { name: 'y', type: 'number', min: 0, max: 15, scale: 'linear' },
    ];
    const branin = ({ x, y }: Hyperparameters): number => {
      const [a, b] = [x as number, y as number];
      const bend = b - (5.1 / (4 * Math.PI ** 2)) * a * a + (5 / Math.PI) * a - 6;
      return bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10;
    };
    const run = (sampler: (seed: number) => Sampler): number =>
      mean(seeds.map((seed) => bestOf(search(sampler(seed), 60, branin))));
    const tpe = run((seed) => new TpeSampler(plane, { seed }));
    expect(tpe).toBeLessThan(run((seed) => new RandomSampler(plane, { seed })));
    // Minimum 0.3979.
    expect(tpe).toBeLessThan(1);
  });

  it('draws at random until there is something to learn from', () => {
    const history = search(new TpeSampler(space, { seed: 3 }), 10);
    expect(history).toEqual(search(new RandomSampler(space, { seed: 3 }), 10));
  });

  it('avoids where trials were pruned or failed', () => {
    const line: SearchSpace = [{ name: 'x', type: 'number', min: 0, max: 1, scale: 'linear' }];
    const ended = (x: number): Trial => {
      if (x < 0.5) return complete({ x }, 1);
      const state = x < 0.75 ? 'pruned' : 'failed';
      return { hyperparameters: { x }, state, loss: null, curve: [{ epoch: 1, loss: 2 }] };
    };
    const history = Array.from({ length: 40 }, (_, n) => ended((n + 0.5) / 40));
    const low = seeds.filter((seed) => (new TpeSampler(line, { seed }).suggest(history).x as number) < 0.5);
    expect(low.length).toBeGreaterThan(9);
  });

  it('learns although every trial failed, or lies outside of what is searched', () => {
    const outside = Array.from({ length: 12 }, () => complete({ x: 99, method: 'z' }, 1));
    const failed = outside.map((trial): Trial => ({ ...trial, state: 'failed', loss: null }));
    for (const history of [outside, failed]) {
      expect(loss(new TpeSampler(space, { seed: 1 }).suggest(history))).toEqual(expect.any(Number));
    }
  });

  it('suggests within a few milliseconds after 500 trials', () => {
    const history = search(new RandomSampler(space, { seed: 1 }), 500);
    const began = process.cpuUsage();
    new TpeSampler(space, { seed: 1 }).suggest(history);
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(200);
  });
});

describe('search spaces of the kinds of models', () => {
  it.each(modelKinds.map(({ kind, hyperparameters }) => ({ kind, hyperparameters })))(
    'every suggestion for $kind is allowed',
    ({ kind, hyperparameters }) => {
      const sampler = new RandomSampler(searchSpaceOf(hyperparameters), { seed: 1 });
      for (let trial = 0; trial < 50; trial++) {
        const history = Array.from({ length: trial }, () => complete({}, 1));
        expect(() => resolveHyperparameters(kind, sampler.suggest(history))).not.toThrow();
      }
    },
  );

  it('search only what says where', () => {
    const spec = { name: 'a', type: 'number', default: 1, description: '' } as const;
    expect(searchSpaceOf([spec, { ...spec, search: { min: 1, max: 2, scale: 'log' } }])).toEqual([
      { name: 'a', type: 'number', min: 1, max: 2, scale: 'log' },
    ]);
  });
});
