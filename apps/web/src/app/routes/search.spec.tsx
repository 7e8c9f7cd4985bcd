import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { fakeApi, Refusal } from '../../../test/fake-api';
import { renderPage } from '../../../test/render-page';
import { job, page } from '../../../test/samples';

const trial = (number: number, value: number | null, change: object = {}) => ({
  runId: `run-${number}`,
  trial: number,
  kind: 'matrix-factorisation',
  status: 'succeeded',
  hyperparameters: { factorCount: 64 + number, regularisation: 0.04512 },
  value,
  epochs: 30,
  metrics: {},
  failureReason: null,
  startedAt: '2026-11-24T10:00:00Z',
  durationMs: 900,
  ...change,
});
const search = (change: object = {}) => ({
  id: 'search-1',
  settings: {
    kinds: ['matrix-factorisation'],
    metric: 'rmse',
    sampler: 'tpe',
    pruner: 'halving',
    seed: 42,
    maxTrials: 30,
    budgetSeconds: 300,
  },
  jobId: 'job-1',
  state: 'cancelled',
  failureReason: null,
  result: null,
  createdAt: '2026-11-24T10:00:00Z',
  secondsSpent: 12,
  bestRunId: 'run-1',
  trials: [trial(0, 0.88), trial(1, 0.87), trial(2, 0.93, { status: 'pruned', epochs: 2 })],
  ...change,
});
const spec = { name: 'factorCount', type: 'integer', default: 64, description: 'Factors.' };
const base = {
  'GET /health': { status: 'ok', version: '0.1.0', uptimeSeconds: 1, checks: {} },
  'GET /api/v1/models/kinds': [
    {
      kind: 'matrix-factorisation',
      title: 'Matrix factorisation',
      description: 'Factors.',
      hyperparameters: [{ ...spec, search: { min: 8, max: 256, scale: 'log' } }],
    },
    { kind: 'normal', title: 'Normal predictor', description: 'The floor.', hyperparameters: [] },
  ],
  'GET /api/v1/jobs': page(),
  'GET /api/v1/jobs/{id}': job({ state: 'cancelled' }),
  'GET /api/v1/searches': page(),
  'GET /api/v1/searches/{id}': search(),
};

describe('Search', () => {
  it('says so when nothing was searched yet, and starts a search of what can be searched', async () => {
    const seen = fakeApi({ ...base, 'POST /api/v1/searches': search() });
    renderPage('/search');
    expect(await screen.findByText('No search yet')).toBeVisible();
    fireEvent.change(screen.getByRole('textbox', { name: 'Trials at most' }), { target: { value: '12' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Start search' }));
    await waitFor(() =>
      expect(seen.find(({ method }) => method === 'POST')?.body).toEqual({
        kinds: ['matrix-factorisation'],
        metric: 'rmse',
        sampler: 'tpe',
        pruner: 'halving',
        maxTrials: 12,
        budgetSeconds: 300,
      }),
    );
    expect(await screen.findByText('Search of matrix-factorisation')).toBeVisible();
  });

  it('shows the trials best first, marks pruned ones, and links their runs', async () => {
    fakeApi({ ...base, 'GET /api/v1/searches': page(search()) });
    renderPage('/search');
    const table = within(await screen.findByRole('region', { name: 'Trials' }));
    const rows = table.getAllByRole('row').slice(1);
    expect(rows.map((row) => within(row).getByRole('link').textContent)).toEqual(['2', '1', '3']);
    expect(rows[0]).toHaveTextContent('best0.8700factor count 65, regularisation 0.0451');
    expect(rows[2]).toHaveTextContent('pruned0.9300');
    expect(within(rows[2]).getByRole('link')).toHaveAttribute('href', '/runs/run-2');
    expect(screen.getByText('The best RMSE after 2 trials is 0.8700; lower is better.')).toBeVisible();
    expect(screen.getByText(/2 complete and 1 pruned trials/)).toBeVisible();
  });

  it('resumes a search that was cancelled', async () => {
    const seen = fakeApi({
      ...base,
      'GET /api/v1/searches': page(search()),
      'POST /api/v1/searches/{id}/resume': search({ state: 'running' }),
    });
    renderPage('/search');
    fireEvent.click(await screen.findByRole('button', { name: 'Resume' }));
    await waitFor(() =>
      expect(seen.some(({ path }) => path === '/api/v1/searches/search-1/resume')).toBe(true),
    );
  });

  it('says why a search could not start, and why there is none to see', async () => {
    fakeApi({
      ...base,
      'GET /api/v1/searches/{id}': new Refusal(404, 'There is no such search'),
      'POST /api/v1/searches': new Refusal(409, 'A training is already running'),
    });
    renderPage('/search?id=search-9');
    fireEvent.click(await screen.findByRole('button', { name: 'Start search' }));
    expect(await screen.findByText('A training is already running')).toBeVisible();
    expect(await screen.findByText('There is no such search')).toBeVisible();
  });
});
