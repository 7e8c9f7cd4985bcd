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

  it('lists runs, versions and who moved the champion', async () => {
    fakeApi(base);
    renderPage('/models');
    expect((await screen.findAllByRole('link', { name: 'knn-user-msd' }))[0]).toHaveAttribute(
      'href',
      '/runs/b',
    );
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
    fakeApi({ ...base, 'GET /api/v1/runs/{id}': { ...run('a', 'svd', 0.8932), steps } });
    renderPage('/runs/a');
    expect(await screen.findByText('From 0.9000 at epoch 1 to 0.7000 at epoch 3.')).toBeVisible();
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
    };
    fakeApi({ ...base, 'GET /api/v1/runs/{id}': failed });
    renderPage('/runs/a');
    expect(await screen.findByRole('alert')).toHaveTextContent('It diverged.');
  });
});
