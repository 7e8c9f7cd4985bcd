import { Admission } from './admission.js';
import { OverloadedError } from './request.errors.js';

describe('Admission', () => {
  it('lets as many work as it is told, and the next when one has left', async () => {
    const admission = new Admission(2, 1);
    const leave = await admission.enter();
    await admission.enter();
    const third = admission.enter();
    expect(admission.load).toEqual({ working: 2, waiting: 1 });
    leave();
    await third;
    expect(admission.load).toEqual({ working: 2, waiting: 0 });
  });

  it('turns away whoever finds the queue full', async () => {
    const admission = new Admission(1, 0);
    await admission.enter();
    await expect(admission.enter()).rejects.toBeInstanceOf(OverloadedError);
  });

  it('serves in the order of arrival', async () => {
    const admission = new Admission(1, 5);
    const order: number[] = [];
    let leave = await admission.enter();
    const all = [1, 2, 3].map(async (at) => {
      const done = await admission.enter();
      order.push(at);
      done();
    });
    leave();
    await Promise.all(all);
    expect(order).toEqual([1, 2, 3]);
    leave = await admission.enter();
    leave();
    expect(admission.load).toEqual({ working: 0, waiting: 0 });
  });

  it('takes a place back once only', async () => {
    const admission = new Admission(1, 0);
    const leave = await admission.enter();
    leave();
    leave();
    expect(admission.load.working).toBe(0);
  });

  it('passes over callers that have gone while they waited', async () => {
    const admission = new Admission(1, 5);
    const leave = await admission.enter();
    const gone = admission.enter(() => true);
    const patient = admission.enter();
    leave();
    await expect(gone).rejects.toBeInstanceOf(OverloadedError);
    (await patient)();
    expect(admission.load).toEqual({ working: 0, waiting: 0 });
  });

  it('gives the place back when all who waited have gone', async () => {
    const admission = new Admission(1, 5);
    const leave = await admission.enter();
    const gone = admission.enter(() => true);
    leave();
    await expect(gone).rejects.toBeInstanceOf(OverloadedError);
    expect(admission.load).toEqual({ working: 0, waiting: 0 });
  });

  it('makes room in a full queue that those who have gone fill', async () => {
    const admission = new Admission(1, 2);
    const leave = await admission.enter();
    const gone = Promise.allSettled([admission.enter(() => true), admission.enter(() => true)]);
    const patient = admission.enter();
    expect((await gone).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    leave();
    (await patient)();
    expect(admission.load.working).toBe(0);
  });

  it('lets the event loop turn between two that waited', async () => {
    const admission = new Admission(1, 5);
    const leave = await admission.enter();
    const order: string[] = [];
    const waiting = [1, 2].map(async (at) => {
      const done = await admission.enter();
      order.push(`work ${at}`);
      setImmediate(() => order.push(`probe after ${at}`));
      done();
    });
    leave();
    await Promise.all(waiting);
    expect(order.indexOf('probe after 1')).toBeLessThan(order.indexOf('work 2'));
  });
});
