import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { fakeApi, Refusal } from '../../../test/fake-api';
import { fakeEventStreams } from '../../../test/fake-event-streams';
import { renderPage } from '../../../test/render-page';
import { job, page, run } from '../../../test/samples';

const schedule = {
  name: 'retrain',
  cron: '0 2 * * *',
  timeZone: 'UTC',
  enabled: true,
  nextRunAt: '2026-11-25T02:00:00Z',
  lastRunAt: null,
};
const plan = {
  primaryMetric: 'rmse',
  budgetSeconds: 23,
  ratingCount: 100004,
  candidates: [
    {
      kind: 'svd',
      name: 'SVD',
      hyperparameters: {},
      role: 'core',
      reason: 'Part of every comparison.',
      estimatedSeconds: 1.4,
    },
  ],
  skipped: [
    {
      kind: 'slope-one',
      name: 'SlopeOne',
      hyperparameters: {},
      estimatedSeconds: 46,
      reason: 'It takes about 46 s by an estimate; 9.3 s of the budget of 23 s are left.',
    },
  ],
};
const base = {
  'GET /health': { status: 'ok', version: '0.1.0', uptimeSeconds: 1, checks: {} },
  'GET /api/v1/models/kinds': [
    {
      kind: 'svd',
      title: 'SVD',
      description: 'Matrix factorisation.',
      hyperparameters: [
        {
          name: 'factorCount',
          type: 'integer',
          default: 100,
          min: 1,
          max: 1000,
          description: 'Length of the factor vectors.',
        },
        { name: 'biased', type: 'boolean', default: true, description: 'With biases.' },
      ],
    },
    { kind: 'normal', title: 'Normal predictor', description: 'The floor.', hyperparameters: [] },
  ],
  'GET /api/v1/training/plan': plan,
  'GET /api/v1/jobs': page(),
  'GET /api/v1/schedules': [schedule],
  'GET /api/v1/schedules/{name}/runs': [
    {
      firedAt: '2026-11-24T02:00:00Z',
      outcome: 'skipped-unchanged',
      jobId: null,
      detail: 'No rating changed.',
    },
  ],
};
const epoch = (number: number, trainRmse: number) => {
  const running = job();
  const detail = {
    candidate: 'svd',
    candidateIndex: 0,
    candidateCount: 2,
    epoch: number,
    epochs: 20,
    trainRmse,
  };
  return { ...running, progress: { ...running.progress, detail } };
};
const send = (body: unknown) => act(() => fakeEventStreams.send('/api/v1/jobs/job-1/events', body));

describe('Lab', () => {
  it('starts the chosen candidates and follows them epoch by epoch to the result', async () => {
    const seen = fakeApi({ ...base, 'POST /api/v1/training': job(), 'GET /api/v1/jobs/{id}': job() });
    renderPage('/lab');
    fireEvent.click(await screen.findByRole('checkbox', { name: 'SVD' }));
    fireEvent.click(screen.getByRole('switch', { name: 'Train even if no rating has changed' }));
    fireEvent.click(screen.getByRole('button', { name: 'Start training' }));
    await waitFor(() => expect(fakeEventStreams.open.has('/api/v1/jobs/job-1/events')).toBe(true));
    expect(seen.find(({ path }) => path === '/api/v1/training')?.body).toEqual({
      force: true,
      candidates: [{ kind: 'svd' }],
    });

    send(epoch(1, 0.95));
    send(epoch(2, 0.91));
    expect(await screen.findByText(/Candidate 1 of 2/)).toHaveTextContent(
      'Candidate 1 of 2: svd, epoch 2 of 20, training RMSE 0.9100',
    );
    expect(screen.getByText('Lowest so far: svd 0.9100.')).toBeVisible();
    expect(screen.getByText('about 12 s left')).toBeVisible();

    const result = {
      runs: [run('a', 'svd', 0.8932)],
      bestRunId: 'a',
      promoted: true,
      reason: 'It beats 0.91.',
      skipped: false,
    };
    send(job({ state: 'succeeded', result }));
    expect(await screen.findByText('A new champion serves')).toBeVisible();
    expect(screen.getByRole('link', { name: 'svd' })).toHaveAttribute('href', '/runs/a');
  });

  it('sends the settings of a kind that were changed, and none that do not fit', async () => {
    const seen = fakeApi({ ...base, 'POST /api/v1/training': job(), 'GET /api/v1/jobs/{id}': job() });
    renderPage('/lab');
    fireEvent.click(await screen.findByRole('checkbox', { name: 'SVD' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Normal predictor' }));
    fireEvent.click(screen.getByRole('button', { name: 'Settings: as usual' }));
    const factors = screen.getByRole('textbox', { name: 'Factor count' });
    fireEvent.change(factors, { target: { value: '2000' } });
    expect(screen.getByText('A whole number from 1 to 1000')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Start training' })).toBeDisabled();
    fireEvent.change(factors, { target: { value: '40' } });
    fireEvent.change(screen.getByRole('combobox', { name: 'Biased' }), { target: { value: 'false' } });
    expect(screen.getByRole('button', { name: 'Settings: factor count 40, biased false' })).toBeVisible();
    fireEvent.click(screen.getByRole('button', { name: 'Start training' }));
    await waitFor(() =>
      expect(seen.find(({ path }) => path === '/api/v1/training')?.body).toEqual({
        force: false,
        candidates: [
          { kind: 'svd', hyperparameters: { factorCount: 40, biased: false } },
          { kind: 'normal' },
        ],
      }),
    );
  });

  it('says what the usual candidates are, what is left out and why, and sends the metric that was chosen', async () => {
    const seen = fakeApi({ ...base, 'POST /api/v1/training': job(), 'GET /api/v1/jobs/{id}': job() });
    renderPage('/lab');
    expect(await screen.findByText(/The usual candidates take about 1.4 s, the best by RMSE/)).toBeVisible();
    expect(screen.getByText('1 model left out')).toBeVisible();
    expect(screen.getByText(/9.3 s of the budget of 23 s are left/)).toBeInTheDocument();
    fireEvent.click(screen.getByRole('combobox', { name: 'Choose the best by' }));
    fireEvent.click(await screen.findByRole('option', { name: 'NDCG@10', hidden: true }));
    fireEvent.change(screen.getByRole('textbox', { name: 'Seconds for all' }), { target: { value: '90' } });
    fireEvent.click(screen.getByRole('button', { name: 'Start training' }));
    await waitFor(() =>
      expect(seen.find(({ path, method }) => path === '/api/v1/training' && method === 'POST')?.body).toEqual(
        {
          force: false,
          primaryMetric: 'ndcgAt10',
          budgetSeconds: 90,
        },
      ),
    );
  });

  it('sorts the runs of a training by its primary metric, and shows a dash where a run has none', async () => {
    const ease = { ...run('b', 'EASE', 0), metrics: { ndcgAt10: 0.23 } };
    const result = {
      runs: [run('a', 'svd', 0.8932), ease],
      bestRunId: 'b',
      promoted: true,
      reason: 'Better.',
      primaryMetric: 'ndcgAt10',
    };
    const done = job({ state: 'succeeded', result });
    fakeApi({ ...base, 'GET /api/v1/jobs': page(done), 'GET /api/v1/jobs/{id}': done });
    renderPage('/lab');
    await screen.findByRole('link', { name: 'EASE' });
    const rows = screen.getAllByRole('row').map(({ textContent }) => textContent);
    expect(rows.filter((text) => /^(EASE|svd)/.test(text ?? ''))).toEqual([
      'EASE best0.2300––',
      'svd 0.06000.89320.6900',
    ]);
  });

  it('asks for the state of a training whose stream broke off', async () => {
    let state = job();
    fakeApi({ ...base, 'GET /api/v1/jobs': page(job()), 'GET /api/v1/jobs/{id}': () => state });
    renderPage('/lab');
    await waitFor(() => expect(fakeEventStreams.open.has('/api/v1/jobs/job-1/events')).toBe(true));
    state = job({ state: 'cancelled' });
    act(() => fakeEventStreams.break('/api/v1/jobs/job-1/events'));
    expect(await screen.findByText('Cancelled')).toBeVisible();
  });

  it('shows a training that is already running and cancels it', async () => {
    const seen = fakeApi({
      ...base,
      'GET /api/v1/jobs': page(job()),
      'GET /api/v1/jobs/{id}': job(),
      'POST /api/v1/jobs/{id}/cancel': job({ state: 'cancelled' }),
    });
    renderPage('/lab');
    const cancel = await screen.findByRole('button', { name: 'Cancel' });
    expect(screen.getByRole('button', { name: 'Start training' })).toBeDisabled();
    fireEvent.click(cancel);
    await waitFor(() => expect(seen.some(({ path }) => path === '/api/v1/jobs/job-1/cancel')).toBe(true));
    expect(await screen.findByText('Cancelled')).toBeVisible();
  });

  it('says why a training could not start', async () => {
    fakeApi({ ...base, 'POST /api/v1/training': new Refusal(409, 'A training is already running') });
    renderPage('/lab');
    fireEvent.click(await screen.findByRole('button', { name: 'Start training' }));
    expect(await screen.findByText('A training is already running')).toBeVisible();
  });

  it('reads the schedule in plain words, changes it and lists its runs', async () => {
    const seen = fakeApi({
      ...base,
      'PATCH /api/v1/schedules/{name}': ({ body }: { body: unknown }) => ({
        ...schedule,
        ...(body as object),
      }),
    });
    renderPage('/lab');
    expect(await screen.findByText('Every day at 02:00')).toBeVisible();
    expect(await screen.findByText('No rating changed.')).toBeVisible();
    fireEvent.change(screen.getByRole('textbox', { name: /Cron/ }), { target: { value: '30 4 * * 1' } });
    expect(screen.getByText('Every Monday at 04:30')).toBeVisible();
    fireEvent.click(screen.getByRole('button', { name: 'Save schedule' }));
    await waitFor(() =>
      expect(seen.find(({ method }) => method === 'PATCH')?.body).toEqual({
        cron: '30 4 * * 1',
        timeZone: 'UTC',
      }),
    );
  });
});
