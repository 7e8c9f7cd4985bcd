import { job } from '../../../test/samples';
import { describeCron } from './describe-cron';
import { curveRows, withProgress, type LossCurves } from './loss-curves';

describe('describeCron', () => {
  it.each([
    ['0 2 * * *', 'Every day at 02:00'],
    ['0 30 4 * * *', 'Every day at 04:30'],
    ['15 * * * *', 'Every hour at minute 15'],
    ['0 */6 * * *', 'Every 6 hours at minute 0'],
    ['0 9 * * 1-5', 'Monday to Friday at 09:00'],
    ['0 9 * * 7', 'Every Sunday at 09:00'],
    ['0 2 1 * *', null],
    ['nonsense', null],
    ['', null],
  ])('reads "%s" as %s', (cron, expected) => expect(describeCron(cron)).toBe(expected));
});

describe('the loss curves', () => {
  const at = (candidate: string, epoch: number, trainRmse: number | null) => {
    const running = job();
    const detail = { candidate, candidateIndex: 0, candidateCount: 2, epoch, epochs: 20, trainRmse };
    return { ...running, progress: { ...running.progress, detail } };
  };

  it('gather one curve a candidate from the events', () => {
    const events = [at('svd', 2, 0.8), at('svd', 1, 0.9), at('als', 1, 0.7), at('knn', 1, null), job()];
    const curves = events.reduce<LossCurves>(withProgress, new Map());
    expect(curveRows(curves)).toEqual([
      { epoch: 1, svd: 0.9, als: 0.7 },
      { epoch: 2, svd: 0.8 },
    ]);
  });

  it('stay the same object when an event says nothing new', () => {
    const curves = withProgress(new Map(), at('svd', 1, 0.9));
    expect(withProgress(curves, at('svd', 1, 0.9))).toBe(curves);
  });
});
