import { screen } from '@testing-library/react';
import { fakeApi, Refusal } from '../../../test/fake-api';
import { renderPage } from '../../../test/render-page';

const health = { 'GET /health': { status: 'ok', version: '0.1.0', uptimeSeconds: 1, checks: {} } };
const origin = {
  version: { version: 5, title: 'SVD', source: 'file:x', createdAt: '2026-11-24T10:00:00Z' },
  run: null,
  snapshot: null,
  decision: null,
  missing: [
    { part: 'run', reason: 'The run a was deleted for good.' },
    { part: 'snapshot', reason: 'Only the run knows the snapshot, and it is gone.' },
    { part: 'decision', reason: 'A person moved the alias; the move says why.' },
  ],
};

describe('Lineage', () => {
  it('follows a list to its model and says what is missing and why', async () => {
    fakeApi({
      ...health,
      'GET /api/v1/lineage/recommendations/{id}': {
        ...origin,
        recommendation: {
          recommendationId: 'r1',
          userId: 7,
          strategy: 'matrix-factorisation',
          servedAt: '2026-11-24T11:00:00Z',
          items: [{ movieId: 318, title: 'Heat (1995)', source: 'champion', score: 4.61, ratedAfter: 4.5 }],
        },
        move: { alias: 'champion', reason: 'Better by far.', movedAt: '2026-11-24T10:30:00Z' },
        feedback: [{ movieId: 318, type: 'click', value: null, position: 1, at: '2026-11-24T11:01:00Z' }],
      },
    });
    renderPage('/lineage/recommendations/r1');
    expect(await screen.findByText('opened, rates it 4.5 now')).toBeVisible();
    expect(screen.getByText(/to user 7 \(matrix factorisation\)/)).toBeVisible();
    expect(screen.getByText('Model version 5')).toBeVisible();
    expect(screen.getByText(/Better by far\./)).toBeVisible();
    for (const { reason } of origin.missing) expect(screen.getByText(reason)).toBeVisible();
  });

  it('tells what a version served', async () => {
    fakeApi({
      ...health,
      'GET /api/v1/lineage/versions/{version}': {
        ...origin,
        moves: [],
        served: {
          lists: 12,
          films: 120,
          impressions: 40,
          clicks: 5,
          ratings: 3,
          positiveRatings: 2,
          firstDay: '2026-11-23',
          lastDay: '2026-11-24',
        },
      },
    });
    renderPage('/lineage/versions/5');
    expect(
      await screen.findByText(/^12 lists between .*: 120 films, 40 seen, 5 opened, 3 rated, 2 of them/),
    ).toBeVisible();
  });

  it('says that a list is not on record', async () => {
    fakeApi({
      ...health,
      'GET /api/v1/lineage/recommendations/{id}': new Refusal(404, 'Recommendation not found'),
    });
    renderPage('/lineage/recommendations/r1');
    expect(await screen.findByRole('alert')).toHaveTextContent('Recommendation not found');
  });
});
