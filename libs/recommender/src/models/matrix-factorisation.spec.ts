import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { join } from 'node:path';
import {
  FitCancelledError,
  HyperparameterError,
  ModelTooLargeError,
  TrainingDivergedError,
} from '../errors.js';
import { compileBuild, compileKernels } from '../kernels/wasm.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { trainMatrixFactorisation } from './matrix-factorisation.js';
import type { SvdModel } from './svd.js';

describe('trainMatrixFactorisation', () => {
  const ratings = syntheticRatings(120, 90, 0.4);
  const small = { factorCount: 20, epochs: 4 };

  it('gives the same model, bit for bit, on one, two, three and four threads', () => {
    const [one, ...others] = [1, 2, 3, 4].map((threads) =>
      trainMatrixFactorisation(ratings, { ...small, threads }, { seed: 1 }),
    );
    for (const other of others) expect(other.state()).toEqual(one.state());
    const another = trainMatrixFactorisation(ratings, { ...small, threads: 2 }, { seed: 2 });
    expect(another.state()).not.toEqual(one.state());
  });

  it('gives what the plain TypeScript twin gives, but for rounding', () => {
    const module = compileBuild('simd128');
    expect(module).not.toBeNull();
    const kernels = { build: 'simd128' as const, module: module! };
    const compiled = trainMatrixFactorisation(ratings, small, { seed: 1, kernels });
    const plain = trainMatrixFactorisation(ratings, small, { seed: 1, kernels: null });
    expect(worstDifference(compiled, plain)).toBeLessThan(1e-5);
  });

  it('uses the best kernels that the runtime accepts', () => {
    expect(['simd128', 'relaxed-simd']).toContain(compileKernels()?.build);
  });

  it('learns: the training error falls from epoch to epoch', () => {
    const errors: number[] = [];
    trainMatrixFactorisation(ratings, {}, { seed: 1, onEpoch: ({ trainRmse }) => errors.push(trainRmse!) });
    expect(errors.every((error, epoch) => epoch === 0 || error < errors[epoch - 1])).toBe(true);
  });

  it('refuses what does not fit before it allocates anything, and says how much it needs', () => {
    const train = (): unknown =>
      trainMatrixFactorisation(ratings, { factorCount: 1024 }, { seed: 1, maxBytes: 100_000 });
    expect(train).toThrow(ModelTooLargeError);
    expect(train).toThrow(
      /120 users and 90 items by 1024 factors .* needs \d+ bytes, at most 100000 are allowed/,
    );
  });

  it('refuses settings that make no sense, and says when the steps were too large', () => {
    const train = (settings: object): unknown => trainMatrixFactorisation(ratings, settings, { seed: 1 });
    expect(() => train({ threads: 0 })).toThrow(HyperparameterError);
    expect(() => train({ learningRateDecay: 1.5 })).toThrow(HyperparameterError);
    expect(() => train({ learningRate: 1, initStdDev: 5 })).toThrow(TrainingDivergedError);
    expect(() => train({ learningRate: 1, initStdDev: 5, epochs: 1 })).toThrow(TrainingDivergedError);
  });

  it('stops within 100 ms of being asked, on all its threads', async () => {
    const large = syntheticRatings(400, 600, 0.5);
    let askedAt = 0;
    const began = performance.now();
    const shouldStop = (): boolean => {
      if (askedAt === 0 && performance.now() - began > 500) askedAt = performance.now();
      return askedAt > 0;
    };
    const before = threadCount();
    const settings = {
      factorCount: 512,
      epochs: 1000,
      threads: 2,
      learningRateDecay: 1,
      learningRate: 0.001,
    };
    expect(() => trainMatrixFactorisation(large, settings, { seed: 1, shouldStop })).toThrow(
      FitCancelledError,
    );
    expect(performance.now() - askedAt).toBeLessThan(100);
    await settled(before);
  });

  it('leaves neither threads nor memory behind, over 100 trainings', async () => {
    const train = (seed: number): unknown =>
      trainMatrixFactorisation(ratings, { factorCount: 64, epochs: 1, threads: 2 }, { seed });
    const before = threadCount();
    for (let run = 0; run < 10; run++) await afterwards(train(run));
    const warm = process.memoryUsage().rss;
    for (let run = 0; run < 90; run++) await afterwards(train(run));
    expect(process.memoryUsage().rss - warm).toBeLessThan(100e6);
    await settled(before);
  }, 120_000);

  it('runs its helping threads at the priority of the thread that calls it', async () => {
    if (process.platform !== 'linux') return;
    const module = join(__dirname, '../../dist/index.js');
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const { readdirSync, readFileSync, readlinkSync } = require('node:fs');
       require('node:os').setPriority(Number(readlinkSync('/proc/thread-self').split('/').pop()), 15);
       const niceness = (thread) => {
         try {
           return readFileSync('/proc/self/task/' + thread + '/stat', 'latin1').split(') ')[1].split(' ')[16];
         } catch {
           return 'ended';
         }
       };
       import(workerData.module).then(({ Ratings, trainModel }) => {
         const rows = Array.from({ length: 2000 }, (_, row) => row);
         const columns = {
           users: rows.map((row) => row % 50),
           items: rows.map((row) => Math.floor(row / 50)),
           values: rows.map((row) => 1 + (row % 5)),
         };
         let lowered = 0;
         const onEpoch = () => {
           lowered = Math.max(lowered, readdirSync('/proc/self/task').map(niceness).filter((one) => one === '15').length);
         };
         const settings = { threads: 3, epochs: 2 };
         trainModel('matrix-factorisation', Ratings.from(columns, { min: 1, max: 5 }), settings, { seed: 1, onEpoch });
         parentPort.postMessage(lowered);
       });`,
      { eval: true, workerData: { module: `file://${module}` } },
    );
    const lowered = await new Promise((resolve, reject) =>
      worker.once('message', resolve).once('error', reject),
    );
    expect(lowered).toBeGreaterThanOrEqual(3);
    await worker.terminate();
  });
});

function worstDifference(one: SvdModel, other: SvdModel): number {
  let worst = 0;
  for (const name of ['userFactors', 'itemFactors', 'userBiases', 'itemBiases'] as const) {
    one.parameters[name].forEach((value, at) => {
      worst = Math.max(worst, Math.abs(value - other.parameters[name][at]));
    });
  }
  return worst;
}

/** Threads of this process; 0 where the system does not tell. */
function threadCount(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0;
}

/** Waits until helping threads have ended, which they do by themselves. */
async function settled(before: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (threadCount() > before && performance.now() < deadline) {
    await new Promise((done) => setTimeout(done, 20));
  }
  expect(threadCount()).toBeLessThanOrEqual(before);
}

function afterwards(_done: unknown): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
