import { film, ratingOf } from '../../../test/samples';
import { ratingsIn, withoutRating, withRating, type RatingPages } from './api/user-ratings';

const pages: RatingPages = {
  pageParams: [undefined, 'c2'],
  pages: [
    { items: [ratingOf(film(1, 'A'), 4), ratingOf(film(2, 'B'), 3)], nextCursor: 'c2' },
    { items: [ratingOf(film(3, 'C'), 2)], nextCursor: null },
  ],
};
const ids = (of: RatingPages) => ratingsIn(of).map(({ movieId }) => movieId);

describe('the rating pages', () => {
  it('put a new rating first', () => {
    expect(ids(withRating(pages, ratingOf(film(9, 'Z'), 5)))).toEqual([9, 1, 2, 3]);
  });

  it('replace an older rating of the same film, on whatever page it was', () => {
    const changed = withRating(pages, ratingOf(film(3, 'C'), 5));
    expect(ids(changed)).toEqual([3, 1, 2]);
    expect(ratingsIn(changed)[0].rating).toBe(5);
  });

  it('drop a rating without touching the given pages', () => {
    expect(ids(withoutRating(pages, 2))).toEqual([1, 3]);
    expect(ids(pages)).toEqual([1, 2, 3]);
  });
});
