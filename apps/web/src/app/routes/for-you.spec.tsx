import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { fakeApi, never, Refusal } from '../../../test/fake-api';
import { renderPage } from '../../../test/render-page';
import { explanation, film, filmSummary, page, pick, ratingOf, recommendations } from '../../../test/samples';

const heat = film(6, 'Heat', ['Crime']);
const profile = {
  id: 7,
  ratingCount: 5,
  averageRating: 4,
  firstRatedAt: null,
  lastRatedAt: null,
  favouriteGenres: [],
};
const five = [1, 2, 3, 4, 5].map((id) => ratingOf(film(100 + id, `Seen ${id}`), 4));
const base = {
  'GET /health': { status: 'ok', version: '0.1.0', uptimeSeconds: 1, checks: {} },
  'GET /api/v1/genres': [
    { genre: 'Crime', movieCount: 10 },
    { genre: 'Horror', movieCount: 20 },
  ],
  'GET /api/v1/users': page({
    id: 7,
    externalId: 'alice',
    ratingCount: 5,
    averageRating: 4,
    lastRatedAt: null,
  }),
  'GET /api/v1/users/{id}': profile,
  'GET /api/v1/users/{id}/ratings': page(...five),
  'GET /api/v1/onboarding/movies': [filmSummary(1, 'Toy Story'), filmSummary(6, 'Heat')],
  'POST /api/v1/users/{id}/recommendations': recommendations('r1', [pick(1, heat)]),
  'GET /api/v1/users/{id}/recommendations/{movieId}/explanation': explanation(heat),
};

describe('For you', () => {
  it('asks a visitor who they are, and makes a new person on request', async () => {
    const seen = fakeApi({
      ...base,
      'POST /api/v1/users': { id: 672 },
      'GET /api/v1/users/{id}/ratings': page(),
    });
    const { router } = renderPage('/');
    fireEvent.click(await screen.findByRole('button', { name: 'I’m new here' }));
    expect(await screen.findByText('Rate a few films you know')).toBeVisible();
    expect(router.state.location.search).toBe('?user=672');
    expect(seen.some(({ method, path }) => method === 'POST' && path === '/api/v1/users')).toBe(true);
  });

  it('remembers the person in this browser', async () => {
    window.localStorage.setItem('marquee.user', '"7"');
    fakeApi(base);
    renderPage('/');
    expect(await screen.findByRole('article', { name: 'Heat' })).toBeVisible();
  });

  it('shows title, year, genres, predicted stars and the reason of each pick', async () => {
    fakeApi(base);
    renderPage('/?user=7');
    const card = within(await screen.findByRole('article', { name: 'Heat' }));
    expect(card.getByText('1995 · Crime')).toBeVisible();
    expect(card.getByText(/4\.3/)).toBeVisible();
    expect(card.getByText('Because you rated Heat 5')).toBeVisible();
    expect(screen.getByText(/Chosen for you by SVD v3/)).toBeVisible();
  });

  it('explains a pick in a popover', async () => {
    fakeApi(base);
    renderPage('/?user=7');
    fireEvent.click(await screen.findByRole('button', { name: 'Why Heat?' }));
    expect(await screen.findByText(/compared your ratings with those of everyone else/)).toBeVisible();
    expect(
      within(screen.getByRole('list', { name: 'Your ratings behind it' })).getByText('Heat'),
    ).toBeVisible();
  });

  it('shows what a score is the sum of, for and against, and the predicted rating by the model’s own terms', async () => {
    fakeApi(base);
    renderPage('/?user=7');
    fireEvent.click(await screen.findByRole('button', { name: 'Why Heat?' }));
    const parts = within(await screen.findByRole('list', { name: 'Parts of the score' }));
    expect(parts.getByText('Liked by people like you').closest('li')).toHaveTextContent('+0.75');
    const films = within(screen.getByRole('list', { name: 'What your ratings add to the score' }));
    expect(films.getByText('Thief, rated 1').closest('li')).toHaveTextContent('−0.25');
    const estimate = within(screen.getByRole('list', { name: 'Parts of the estimate' }));
    expect(estimate.getByText('How well liked the film is').closest('li')).toHaveTextContent('+0.50');
  });

  it('asks again with finer knobs, keeps them in the address and says what is wrong with a filter', async () => {
    const seen = fakeApi({
      ...base,
      'POST /api/v1/users/{id}/recommendations': ({ body }: { body: { filter?: string } }) =>
        body.filter
          ? new Refusal(422, 'Invalid expression', 'At character 1: met "yaer"')
          : recommendations('r1', [pick(1, heat)]),
    });
    const { router } = renderPage('/?user=7&calibration=0.5');
    await screen.findByRole('article', { name: 'Heat' });
    expect(seen.some(({ body }) => JSON.stringify(body)?.includes('"calibration":0.5'))).toBe(true);
    fireEvent.click(screen.getByRole('radio', { name: 'As a whole' }));
    await waitFor(() =>
      expect(seen.some(({ body }) => JSON.stringify(body)?.includes('"rerank":"dpp"'))).toBe(true),
    );
    const filter = screen.getByRole('textbox', { name: 'Filter' });
    fireEvent.change(filter, { target: { value: 'yaer > 1990' } });
    fireEvent.blur(filter);
    expect(await screen.findByText('At character 1: met "yaer"')).toBeVisible();
    expect(router.state.location.search).toContain('filter=yaer');
    expect(router.state.location.search).toContain('rerank=dpp');
  });

  it('takes a rated film away at once, asks again and says what moved', async () => {
    const first = recommendations('r1', [
      pick(1, heat),
      pick(2, film(7, 'Ronin')),
      pick(3, film(8, 'Collateral')),
    ]);
    const second = recommendations('r2', [
      pick(1, film(8, 'Collateral')),
      pick(2, film(7, 'Ronin')),
      pick(3, film(9, 'Thief')),
    ]);
    let rated = false;
    const seen = fakeApi({
      ...base,
      'POST /api/v1/users/{id}/recommendations': () => (rated ? second : first),
      'PUT /api/v1/users/{id}/ratings/{movieId}': () => {
        rated = true;
        return { userId: 7, movieId: 6, rating: 5, ratedAt: '2026-11-24T10:00:00Z' };
      },
    });
    renderPage('/?user=7');
    const stars = await screen.findByRole('slider', { name: 'Your rating of Heat' });
    fireEvent.keyDown(stars, { key: '5' });
    fireEvent.keyDown(stars, { key: 'Enter' });
    await waitFor(() => expect(screen.queryByRole('article', { name: 'Heat' })).toBeNull());
    expect(
      await screen.findByText('After your last rating: 1 new film, 1 moved up, 1 moved down.'),
    ).toBeVisible();
    expect(seen.find(({ method }) => method === 'PUT')).toMatchObject({
      path: '/api/v1/users/7/ratings/6',
      body: { rating: 5, recommendationId: 'r1' },
    });
  });

  it('undoes a rating from the message it left', async () => {
    const seen = fakeApi({
      ...base,
      'PUT /api/v1/users/{id}/ratings/{movieId}': { userId: 7, movieId: 6, rating: 2, ratedAt: '' },
      'DELETE /api/v1/users/{id}/ratings/{movieId}': undefined,
    });
    renderPage('/?user=7');
    const stars = await screen.findByRole('slider', { name: 'Your rating of Heat' });
    fireEvent.keyDown(stars, { key: '2' });
    fireEvent.keyDown(stars, { key: 'Enter' });
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(seen.some(({ method }) => method === 'DELETE')).toBe(true));
  });

  it('puts a refused rating back and says why', async () => {
    fakeApi({
      ...base,
      'PUT /api/v1/users/{id}/ratings/{movieId}': new Refusal(503, 'The database is away'),
    });
    renderPage('/?user=7');
    const stars = await screen.findByRole('slider', { name: 'Your rating of Heat' });
    fireEvent.keyDown(stars, { key: '4' });
    fireEvent.keyDown(stars, { key: 'Enter' });
    expect(await screen.findByText('The rating of Heat was not stored')).toBeVisible();
    expect(screen.getByText('The database is away (request req-42)')).toBeVisible();
    expect(await screen.findByRole('article', { name: 'Heat' })).toBeVisible();
  });

  it('counts the first ratings of a new person and narrows the films by genre', async () => {
    const stored = [ratingOf(film(1, 'Toy Story'), 4)];
    const seen = fakeApi({ ...base, 'GET /api/v1/users/{id}/ratings': () => page(...stored) });
    renderPage('/?user=7');
    expect(await screen.findByText('1 of 5 rated')).toBeVisible();
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Horror' }));
    await waitFor(() =>
      expect(
        seen.some(
          ({ path, query }) =>
            path === '/api/v1/onboarding/movies' && query.getAll('genres').includes('Horror'),
        ),
      ).toBe(true),
    );
    await waitFor(() =>
      expect(seen.some(({ body }) => JSON.stringify(body)?.includes('"genres":["Horror"]'))).toBe(true),
    );
  });

  it('lists own ratings, each to take back', async () => {
    const seen = fakeApi({ ...base, 'DELETE /api/v1/users/{id}/ratings/{movieId}': undefined });
    renderPage('/?user=7');
    fireEvent.click(await screen.findByRole('button', { name: 'Remove the rating of Seen 3' }));
    await waitFor(() =>
      expect(seen.find(({ method }) => method === 'DELETE')?.path).toBe('/api/v1/users/7/ratings/103'),
    );
  });

  it('says so while it is loading', async () => {
    fakeApi({ ...base, 'POST /api/v1/users/{id}/recommendations': never });
    renderPage('/?user=7');
    expect((await screen.findAllByRole('status', { name: 'Loading' })).length).toBeGreaterThan(0);
  });

  it('says what to do when nothing is left to suggest', async () => {
    fakeApi({ ...base, 'POST /api/v1/users/{id}/recommendations': recommendations('r1', []) });
    renderPage('/?user=7');
    expect(await screen.findByText('Nothing left to suggest')).toBeVisible();
  });

  it('shows the title and request id of a refusal, and tries again', async () => {
    let calls = 0;
    fakeApi({
      ...base,
      'POST /api/v1/users/{id}/recommendations': () =>
        calls++ === 0
          ? new Refusal(422, 'The windows overlap', 'Choose others.')
          : recommendations('r1', [pick(1, heat)]),
    });
    renderPage('/?user=7');
    expect(await screen.findByText('The windows overlap')).toBeVisible();
    expect(screen.getByText('req-42')).toBeVisible();
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('article', { name: 'Heat' })).toBeVisible();
  });
});
