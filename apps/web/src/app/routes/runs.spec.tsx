import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { fakeApi, Refusal, type SeenRequest } from '../../../test/fake-api';
import { renderPage } from '../../../test/render-page';
import { page, run } from '../../../test/samples';

const base = {
  'GET /health': { status: 'ok', version: '0.1.0', uptimeSeconds: 1, checks: {} },
  'GET /api/v1/runs': page(run('a', 'svd', 0.8932), run('b', 'als', 0.9621)),
  'GET /api/v1/experiments': page({ id: '1', name: 'marquee', tags: {} }),
};
const details = {
  ...run('a', 'svd', 0.8932),
  steps: [],
  latestMetrics: [],
  inputs: [],
};
const searches = (seen: SeenRequest[]) => seen.filter(({ path }) => path === '/api/v1/runs');

describe('Runs', () => {
  it('searches in the filter language and orders by a column', async () => {
    const seen = fakeApi(base);
    renderPage('/runs');
    expect(await screen.findByRole('link', { name: 'svd' })).toHaveAttribute('href', '/runs/a');
    expect(screen.getByRole('button', { name: 'RMSE' })).toBeVisible();
    fireEvent.change(screen.getByPlaceholderText(/metrics.rmse/), {
      target: { value: 'metrics.rmse < 0.9' },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Search' }));
    fireEvent.click(await screen.findByRole('button', { name: 'RMSE' }));
    await waitFor(() => {
      const last = searches(seen).at(-1)!.query;
      expect([last.get('filter'), last.get('orderBy')]).toEqual(['metrics.rmse < 0.9', 'metrics.rmse ASC']);
    });
  });

  it('points at where a filter is wrong', async () => {
    fakeApi({
      ...base,
      'GET /api/v1/runs': ({ query }: SeenRequest) =>
        query.has('filter')
          ? new Refusal(400, 'Invalid filter', 'OR is not understood, at position 9.')
          : page(run('a', 'svd', 0.8932)),
    });
    renderPage('/runs?filter=kind%20%3D%201%20OR');
    expect(await screen.findByText('OR is not understood, at position 9.')).toBeVisible();
    expect(screen.getByText(/kind = 1 OR\s+▲/)).toBeVisible();
  });

  it('offers the comparison of what is selected, and deletes it', async () => {
    const seen = fakeApi({ ...base, 'DELETE /api/v1/runs/{id}': details });
    renderPage('/runs');
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Select svd' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select als' }));
    expect(screen.getByRole('link', { name: 'Compare' })).toHaveAttribute('href', '/runs/compare?ids=a,b');
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
    await waitFor(() =>
      expect(seen.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([
        '/api/v1/runs/a',
        '/api/v1/runs/b',
      ]),
    );
  });

  it('says how runs come to be where there are none', async () => {
    fakeApi({ ...base, 'GET /api/v1/runs': page() });
    renderPage('/runs');
    expect(await screen.findByText('No run yet')).toBeVisible();
  });
});

describe('The comparison of runs', () => {
  const comparison = {
    runs: [run('a', 'svd', 0.8932), run('b', 'als', 0.9621)],
    params: [
      { key: 'factorCount', values: ['100', '50'], differs: true },
      { key: 'seed', values: ['42', '42'], differs: false },
    ],
    metrics: [{ key: 'rmse', values: [0.8932, 0.9621], hasCurves: false }],
    curves: [
      {
        key: 'trainRmse',
        runs: ['a', 'b'].map((runId) => ({
          runId,
          points: [1, 2, 3].map((step) => ({ step, timestamp: 1_764_000_000_000 + step, value: 1 / step })),
        })),
      },
    ],
  };

  it('shows what differs, which is best, and the curves over each other', async () => {
    fakeApi({ ...base, 'GET /api/v1/runs/compare': comparison });
    renderPage('/runs/compare?ids=a,b');
    const params = within(await screen.findByRole('region', { name: 'Parameters' }));
    expect(params.getByRole('rowheader', { name: 'factorCount' })).toBeVisible();
    expect(params.queryByRole('rowheader', { name: 'seed' })).toBeNull();
    expect(screen.getByText('best')).toBeVisible();
    expect(screen.getByRole('figure', { name: /Parallel coordinates/ })).toBeVisible();
    expect(screen.getByText('svd: 0.3333 at the end; als: 0.3333 at the end')).toBeVisible();
  });
});

describe('A run that is looked at', () => {
  it('gets tags, loses them, and gives out its files', async () => {
    const seen = fakeApi({
      ...base,
      'GET /api/v1/runs/{id}': details,
      'GET /api/v1/runs/{id}/artifacts': [
        { name: 'notes.md', path: 'notes.md', isFolder: false, bytes: 12, sha256: 'abc' },
      ],
      'PATCH /api/v1/runs/{id}': details,
    });
    renderPage('/runs/a');
    expect(await screen.findByRole('link', { name: 'notes.md' })).toHaveAttribute(
      'href',
      '/api/v1/runs/a/artifacts/content?path=notes.md',
    );
    fireEvent.change(screen.getByRole('textbox', { name: 'Tag' }), { target: { value: 'team' } });
    fireEvent.change(screen.getByRole('textbox', { name: 'Value' }), { target: { value: 'blue' } });
    fireEvent.click(screen.getByRole('button', { name: 'Set' }));
    fireEvent.click(screen.getByRole('button', { name: 'Remove tag marquee.engineVersion' }));
    await waitFor(() =>
      expect(seen.filter(({ method }) => method === 'PATCH').map(({ body }) => body)).toEqual([
        { tags: { team: 'blue' } },
        { tags: { 'marquee.engineVersion': null } },
      ]),
    );
  });
});
