import { ArrivalQueue, evenSample } from './arrival-queue.js';

const ratings = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    userId: i,
    movieId: i,
    rating: 4,
    ratedAt: new Date(0),
  }));

describe('ArrivalQueue', () => {
  it('gives what came in its order, and nothing twice', () => {
    const queue = new ArrivalQueue(10, 10);
    expect(queue.add(ratings(3), 3, new Date(1))).toBe(0);
    expect(queue.take(2).map(({ userId }) => userId)).toEqual([0, 1]);
    expect(queue.take(2).map(({ userId }) => userId)).toEqual([2]);
    expect(queue.length).toBe(0);
  });

  it('takes an even sample of many, and counts all of them as arrived', () => {
    const queue = new ArrivalQueue(100, 4);
    queue.add(ratings(8), 1_000_000, new Date(1));
    expect(queue.take(10).map(({ userId }) => userId)).toEqual([0, 2, 4, 6]);
    expect(queue.takeCounts()).toEqual({ arrived: 1_000_000, dropped: 0 });
  });

  it('never holds more than it may: what finds no room is dropped and counted', () => {
    const queue = new ArrivalQueue(5, 10);
    expect(queue.add(ratings(4), 4, new Date(1))).toBe(0);
    expect(queue.add(ratings(4), 4, new Date(1))).toBe(3);
    expect(queue.length).toBe(5);
    expect(queue.takeCounts()).toEqual({ arrived: 8, dropped: 3 });
    expect(queue.takeCounts()).toEqual({ arrived: 0, dropped: 0 });
  });
});

describe('evenSample', () => {
  it('is everything where there is little, and nothing where nothing is wanted', () => {
    expect(evenSample([1, 2], 5)).toEqual([1, 2]);
    expect(evenSample([1, 2], 0)).toEqual([]);
  });
});
