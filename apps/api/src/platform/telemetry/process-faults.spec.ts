import { Logger, type LogEvent } from './logger.js';
import { ProcessFaults } from './process-faults.js';

describe('ProcessFaults', () => {
  let now = 0;
  const start = () => {
    now = 0;
    const events: LogEvent[] = [];
    const counts = { givenUp: 0 };
    const logger = new Logger((_level, event) => events.push(event));
    const faults = new ProcessFaults(
      logger,
      () => (counts.givenUp += 1),
      () => now,
    );
    return { faults, events, counts };
  };

  it('logs an error as it is, and what is no error by its value', () => {
    const { faults, events, counts } = start();
    const error = new TypeError('x is not a function');
    faults.note('process.uncaught-exception', error);
    faults.note('process.unhandled-rejection', { status: 'odd' });
    faults.note('process.unhandled-rejection', undefined);
    expect(events.map(({ err }) => err)).toEqual([
      error,
      new Error("{ status: 'odd' }"),
      new Error('undefined'),
    ]);
    expect(counts.givenUp).toBe(0);
  });

  it('gives up once when errors do not stop', () => {
    const { faults, counts } = start();
    for (let at = 0; at < 100; at++) faults.note('process.uncaught-exception', new Error('again'));
    expect(counts.givenUp).toBe(1);
  });

  it('lives with errors that are far apart', () => {
    const { faults, counts } = start();
    for (let at = 0; at < 100; at++) {
      faults.note('process.unhandled-rejection', new Error('now and then'));
      now += 5_000;
    }
    expect(counts.givenUp).toBe(0);
  });
});
