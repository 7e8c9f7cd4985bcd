import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { fakeApi, Refusal } from '../../../test/fake-api';
import { renderPage } from '../../../test/render-page';
import { page, run, version } from '../../../test/samples';

const base = {
  'GET /health': { status: 'ok', version: '0.1.0', uptimeSeconds: 1, checks: {} },
  'GET /api/v1/runs': page(run('a', 'svd', 0.8932), run('b', 'knn-user-msd', 0.9621), run('c', 'svd', 0.91)),
  'GET /api/v1/models': page(version(3, ['champion']), version(2)),
  'GET /api/v1/models/aliases/{alias}/history': [
    {
      alias: 'champion',
      fromVersion: 2,
      toVersion: 3,
      reason: 'RMSE 0.87 beats 0.88',
      decidedBy: 'gate',
      numbers: {},
      movedAt: '2026-11-24T10:00:00Z',
    },
  ],
};

const policy = {
  test: 'bootstrap',
  minHeldOutUsers: 20,
  minHeldOutRatings: 200,
  alpha: 0.05,
  minimumImprovement: 0.001,
  staleAfterNewRatings: 0.2,
  staleMargin: 0.002,
  maxCoverageDrop: 0.5,
  maxPopularityRise: 2,
  maxColdStartLoss: 0.05,
  minColdStartUsers: 30,
  maxLatencyMs: 200,
};

const decision = {
  id: 'd1',
  metric: 'rmse',
  outcome: 'kept',
  reason: 'Not better: RMSE 0.8702.',
  decidedAt: '2026-11-24T10:00:00Z',
  championVersion: 2,
  promotedVersion: null,
  challengerVersion: 3,
  champion: { version: 2, value: 0.869 },
  policy,
  candidates: [
    {
      runId: 'a',
      version: 3,
      name: 'ALS',
      value: 0.8702,
      adjustedPValue: 0.4,
      verdict: 'not-better',
      comparison: { users: 610, improvement: { mean: -0.001, low: -0.003, high: 0.001, pValue: 0.4 } },
      guardrails: [{ guardrail: 'coverage', value: 0.01, reference: 0.04, bound: 0.02, verdict: 'failed' }],
    },
  ],
};

describe('Models', () => {
  it('compares the newest run of every model and names the best', async () => {
    fakeApi(base);
    renderPage('/models');
    expect(await screen.findByText('svd is best with 0.8932; lower is better.')).toBeVisible();
    const numbers = within(screen.getByRole('figure', { name: /RMSE of the newest run/ }));
    expect(numbers.getAllByRole('row', { hidden: true }).map((row) => row.textContent)).toEqual([
      'ModelRMSE',
      'svd0.8932',
      'knn-user-msd0.9621',
    ]);
  });

  it('lists versions and who moved the champion, and leads to all runs', async () => {
    fakeApi(base);
    renderPage('/models');
    expect(await screen.findByRole('link', { name: 'All runs' })).toHaveAttribute('href', '/runs');
    expect(await screen.findByText('champion')).toBeVisible();
    expect(await screen.findByText('RMSE 0.87 beats 0.88')).toBeVisible();
    expect(screen.getByText('by the gate')).toBeVisible();
  });

  it('rolls back with a reason', async () => {
    const seen = fakeApi({ ...base, 'PUT /api/v1/models/aliases/{alias}': version(2, ['champion']) });
    renderPage('/models');
    fireEvent.click(await screen.findByRole('button', { name: 'Roll back to version 2' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('button', { name: 'Roll back to version 2' })).toBeDisabled();
    fireEvent.change(dialog.getByRole('textbox', { name: /Reason/ }), {
      target: { value: 'Too many sequels' },
    });
    fireEvent.click(dialog.getByRole('button', { name: 'Roll back to version 2' }));
    await waitFor(() =>
      expect(seen.find(({ method }) => method === 'PUT')).toMatchObject({
        path: '/api/v1/models/aliases/champion',
        body: { version: 2, reason: 'Too many sequels' },
      }),
    );
    expect(await screen.findByText('Version 2 serves from now on.')).toBeVisible();
  });

  it('goes back in one call, only from the version that was seen to serve', async () => {
    const seen = fakeApi({
      ...base,
      'POST /api/v1/models/{name}/aliases/{alias}/rollback': { modelName: 'marquee', version: 2 },
    });
    renderPage('/models');
    fireEvent.click(await screen.findByRole('button', { name: 'Roll back' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.change(dialog.getByRole('textbox', { name: /Reason/ }), { target: { value: 'Bad lists' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Roll back from 3' }));
    expect(await screen.findByText('Version 2 serves again.')).toBeVisible();
    expect(seen.find(({ path }) => path.endsWith('/rollback'))).toMatchObject({
      path: '/api/v1/models/marquee/aliases/champion/rollback',
      body: { reason: 'Bad lists', fromVersion: 3 },
    });
  });

  it('tells which version served at a time', async () => {
    fakeApi({
      ...base,
      'GET /api/v1/models/{name}/aliases/{alias}/at': {
        version: { version: 2, title: 'SVD' },
        move: { movedAt: '2026-11-24T09:00:00Z' },
        note: null,
      },
    });
    renderPage('/models');
    fireEvent.change(await screen.findByLabelText('What served at'), {
      target: { value: '2026-11-24T09:30:00' },
    });
    expect(await screen.findByText(/^Version 2, SVD, since/)).toBeVisible();
  });

  it('shows a decision with intervals and guardrails', async () => {
    fakeApi({ ...base, 'GET /api/v1/promotion-decisions': page(decision) });
    renderPage('/models');
    fireEvent.click(await screen.findByText('Not better: RMSE 0.8702.'));
    expect(
      await screen.findByRole('img', { name: '-0.0010, between -0.0030 and 0.0010', hidden: true }),
    ).toBeInTheDocument();
    expect(
      screen.getByLabelText(/^Coverage: 0.010, champion or baseline 0.040, bound 0.020/),
    ).toHaveTextContent('Coverage ✕');
  });

  it('changes the policy that was read, and says when somebody was quicker', async () => {
    const stored = { policy, revision: 4, updatedBy: null, updatedAt: null };
    const seen = fakeApi({
      ...base,
      'GET /api/v1/promotion-policy': stored,
      'PUT /api/v1/promotion-policy': new Refusal(412, 'Promotion policy changed'),
    });
    renderPage('/models');
    fireEvent.change(await screen.findByRole('textbox', { name: /Latency up to/ }), {
      target: { value: '50' },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Save the policy' }));
    expect(await screen.findByText('Promotion policy changed')).toBeVisible();
    const call = seen.find(({ method }) => method === 'PUT');
    expect(call?.headers.get('if-match')).toBe('"4"');
    expect(call?.body).toMatchObject({ maxLatencyMs: 50, alpha: 0.05 });
  });

  it('sends a newcomer to the lab', async () => {
    fakeApi({
      ...base,
      'GET /api/v1/runs': page(),
      'GET /api/v1/models': page(),
      'GET /api/v1/models/aliases/{alias}/history': new Refusal(404, 'No champion'),
    });
    renderPage('/models');
    expect(await screen.findByRole('link', { name: 'Open the lab' })).toHaveAttribute('href', '/lab');
    expect(await screen.findByText('No champion yet')).toBeVisible();
  });
});

describe('A run', () => {
  it('shows metrics, curves and lineage', async () => {
    const steps = [1, 2, 3].map((step) => ({ step, metric: 'trainRmse', value: 1 - step / 10 }));
    fakeApi({
      ...base,
      'GET /api/v1/runs/{id}': { ...run('a', 'svd', 0.8932), steps, latestMetrics: [], inputs: [] },
    });
    renderPage('/runs/a');
    expect(await screen.findByText('From 0.9000 at step 1 to 0.7000 at step 3.')).toBeVisible();
    expect(screen.getByText('100,004 ratings')).toBeVisible();
    expect(screen.getByText('factorCount')).toBeVisible();
  });

  it('says why a run failed', async () => {
    const failed = {
      ...run('a', 'svd', 1),
      status: 'failed',
      metrics: {},
      artifact: null,
      failureReason: 'It diverged.',
      steps: [],
      latestMetrics: [],
      inputs: [],
    };
    fakeApi({ ...base, 'GET /api/v1/runs/{id}': failed });
    renderPage('/runs/a');
    expect(await screen.findByRole('alert')).toHaveTextContent('It diverged.');
  });
});
