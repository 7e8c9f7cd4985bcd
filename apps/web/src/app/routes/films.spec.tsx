import { fireEvent, screen, waitFor } from '@testing-library/react';
import { fakeApi, Refusal } from '../../../test/fake-api';
import { renderPage } from '../../../test/render-page';
import { film, filmSummary, page, ratingOf } from '../../../test/samples';

const base = {
  'GET /health': { status: 'ok', version: '0.1.0', uptimeSeconds: 1, checks: {} },
  'GET /api/v1/genres': [{ genre: 'Horror', movieCount: 20 }],
  'GET /api/v1/movies': page(filmSummary(1, 'Toy Story'), filmSummary(2571, 'Matrix, The')),
};
const toyStory = {
  ...filmSummary(1, 'Toy Story', ['Animation']),
  ratingDistribution: [
    { rating: 3, count: 20 },
    { rating: 4, count: 100 },
  ],
  tags: [{ tag: 'pixar', count: 3 }],
};

describe('Films', () => {
  it('lists films with their average, articles read first', async () => {
    fakeApi(base);
    renderPage('/films');
    expect(await screen.findByRole('link', { name: 'The Matrix' })).toHaveAttribute('href', '/films/2571');
    expect(screen.getByText('2 films')).toBeVisible();
    expect(screen.getAllByText(/from 120/)).toHaveLength(2);
  });

  it('searches for what is typed, once the typing rests', async () => {
    const seen = fakeApi(base);
    const { router } = renderPage('/films');
    fireEvent.change(await screen.findByRole('searchbox', { name: 'Title' }), {
      target: { value: 'amelie' },
    });
    await waitFor(() =>
      expect(seen.some(({ query }) => query.get('q') === 'amelie' && query.get('sort') === 'relevance')).toBe(
        true,
      ),
    );
    expect(router.state.location.search).toBe('?q=amelie');
  });

  it('keeps filters in the address, so that a search can be shared', async () => {
    const seen = fakeApi(base);
    renderPage('/films?genre=Horror&from=1970&to=1979&sort=rating');
    await screen.findByText('2 films');
    expect(Object.fromEntries(seen.find(({ path }) => path === '/api/v1/movies')!.query)).toMatchObject({
      genre: 'Horror',
      yearFrom: '1970',
      yearTo: '1979',
      sort: 'rating',
    });
  });

  it('fetches the next page when asked', async () => {
    fakeApi({
      ...base,
      'GET /api/v1/movies': ({ query }: { query: URLSearchParams }) =>
        query.get('cursor') === 'c2'
          ? page(filmSummary(2, 'Jumanji'))
          : { items: [filmSummary(1, 'Toy Story')], nextCursor: 'c2' },
    });
    renderPage('/films');
    fireEvent.click(await screen.findByRole('button', { name: 'Show more films' }));
    expect(await screen.findByRole('link', { name: 'Jumanji' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Toy Story' })).toBeVisible();
  });

  it('says what to try when nothing matches', async () => {
    fakeApi({ ...base, 'GET /api/v1/movies': page() });
    const { router } = renderPage('/films?q=zzz');
    expect(await screen.findByText('No film matches')).toBeVisible();
    fireEvent.click(screen.getByRole('button', { name: 'Clear the search' }));
    await waitFor(() => expect(router.state.location.search).toBe(''));
  });
});

describe('A film', () => {
  const filmApi = {
    ...base,
    'GET /api/v1/movies/{id}': toyStory,
    'GET /api/v1/movies/{id}/similar': {
      movieId: 1,
      items: [{ movie: film(3114, 'Toy Story 2'), similarity: 0.93, source: 'neighbours' }],
    },
    'GET /api/v1/users/{id}/ratings/{movieId}': ratingOf(film(1, 'Toy Story'), 4.5),
    'GET /api/v1/users/{id}/predictions/{movieId}': {
      userId: 7,
      movieId: 1,
      predictedRating: 4.24,
      strategy: 'personalised',
      model: { kind: 'svd', version: 3 },
    },
  };

  it('shows ratings, tags and similar films', async () => {
    fakeApi(filmApi);
    renderPage('/films/1');
    expect(await screen.findByRole('heading', { level: 1, name: /Toy Story/ })).toBeVisible();
    expect(screen.getByText('Most people gave 4 stars (100 of 120).')).toBeVisible();
    expect(screen.getByText('pixar × 3')).toBeVisible();
    expect(await screen.findByRole('link', { name: 'Toy Story 2' })).toBeVisible();
    expect(screen.getByText('liked by the same people')).toBeVisible();
  });

  it('predicts the rating of the person at hand and shows the one they gave', async () => {
    fakeApi(filmApi);
    renderPage('/films/1?user=7');
    expect(await screen.findByText('★ 4.2')).toBeVisible();
    expect(await screen.findByText('You gave it 4.5')).toBeVisible();
    expect(screen.getByRole('slider', { name: 'Your rating of Toy Story' })).toHaveAttribute(
      'aria-valuenow',
      '4.5',
    );
  });

  it('says when the person has not rated it, and shows a new rating at once', async () => {
    let stored: unknown = new Refusal(404, 'No such rating');
    const seen = fakeApi({
      ...filmApi,
      'GET /api/v1/users/{id}/ratings/{movieId}': () => stored,
      'PUT /api/v1/users/{id}/ratings/{movieId}': () => (stored = ratingOf(film(1, 'Toy Story'), 5)),
    });
    renderPage('/films/1?user=7');
    expect(await screen.findByText('Not rated by you')).toBeVisible();
    const stars = screen.getByRole('slider', { name: 'Your rating of Toy Story' });
    fireEvent.keyDown(stars, { key: '5' });
    fireEvent.keyDown(stars, { key: 'Enter' });
    expect(await screen.findByText('You gave it 5')).toBeVisible();
    await waitFor(() => expect(seen.find(({ method }) => method === 'PUT')?.body).toEqual({ rating: 5 }));
  });

  it('says that an unknown film does not exist', async () => {
    fakeApi({
      ...filmApi,
      'GET /api/v1/movies/{id}': new Refusal(404, 'No such film', 'There is no film 99.'),
    });
    renderPage('/films/99');
    expect(await screen.findByText('There is no film 99.')).toBeVisible();
  });

  it('answers an address that leads nowhere with the way back', async () => {
    fakeApi(base);
    renderPage('/popcorn');
    expect(await screen.findByRole('heading', { name: 'This screening does not exist' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Back to your films' })).toHaveAttribute('href', '/');
  });
});
