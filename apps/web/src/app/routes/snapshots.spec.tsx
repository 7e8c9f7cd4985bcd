import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { fakeApi, Refusal, type SeenRequest } from '../../../test/fake-api';
import { fakeEventStreams } from '../../../test/fake-event-streams';
import { renderPage } from '../../../test/render-page';
import { job, page, run, stats } from '../../../test/samples';
import type { Snapshot, SnapshotDiff } from '../../lib/api-types';

const older = 'a'.repeat(64);
const newer = 'b'.repeat(64);
const file = { uri: 'file:x', sha256: 'feed', bytes: 400_000, rows: 100_004, contentHash: 'beef' };
const snapshot = (id: string, parentId: string | null, ratingCount: number): Snapshot => ({
  id,
  parentId,
  schemaVersion: 1,
  ratingCount,
  userCount: 671,
  movieCount: 9066,
  filmCount: 9125,
  tagCount: 1296,
  firstRatedAt: '1996-01-09T00:00:00Z',
  lastRatedAt: '2016-10-16T00:00:00Z',
  lowestRating: 0.5,
  highestRating: 5,
  files: { ratings: file, movies: file, tags: file },
  bytes: 990_113,
  dataRevision: 3,
  createdAt: '2026-11-24T10:00:00Z',
});
const diff: SnapshotDiff = {
  beforeId: older,
  afterId: newer,
  ratings: {
    added: 1200,
    removed: 3,
    changed: 17,
    changedValue: 9,
    addedSample: [{ userId: 1, movieId: 318, rating: 4.5, ratedAt: '2026-11-24T10:00:00Z' }],
    removedSample: [],
    changedSample: [
      {
        userId: 2,
        movieId: 50,
        before: { rating: 1.5, ratedAt: '2026-11-24T10:00:00Z' },
        after: { rating: 3.5, ratedAt: '2026-11-24T11:00:00Z' },
      },
    ],
  },
  users: {
    added: 2,
    removed: 0,
    changed: 40,
    addedSample: [672, 673],
    removedSample: [],
    changedSample: [7],
  },
  movies: {
    added: 1,
    removed: 0,
    changed: 0,
    addedSample: [{ id: 9999, title: 'Matrix, The (1999)', year: 1999, genres: ['Action'] }],
    removedSample: [],
    changedSample: [],
  },
};
const details = { ...snapshot(newer, older, 101_204), usedBy: [] };
const base = {
  'GET /health': { status: 'ok', version: '0.1.0', uptimeSeconds: 1, checks: {} },
  'GET /api/v1/stats': stats,
  'GET /api/v1/jobs': page(),
  'GET /api/v1/imports/sources': [],
  'GET /api/v1/snapshots': page(snapshot(newer, older, 101_204), snapshot(older, null, 100_004)),
  'GET /api/v1/snapshots/{id}': details,
  'GET /api/v1/snapshots/{id}/diff/{other}': diff,
};

describe('Snapshots on the page Data', () => {
  it('says what snapshots are for where there is none', async () => {
    fakeApi({ ...base, 'GET /api/v1/snapshots': page() });
    renderPage('/data');
    expect(await screen.findByText('No snapshot yet')).toBeVisible();
  });

  it('says so where they cannot be listed', async () => {
    fakeApi({ ...base, 'GET /api/v1/snapshots': new Refusal(503, 'The database is away') });
    renderPage('/data');
    expect(await screen.findByText('The database is away')).toBeVisible();
  });

  it('takes one, live, and says where nothing had changed', async () => {
    const taking = job({ kind: 'snapshot' });
    const seen = fakeApi({ ...base, 'POST /api/v1/snapshots': taking, 'GET /api/v1/jobs/{id}': taking });
    renderPage('/data');
    fireEvent.click(await screen.findByRole('button', { name: 'Take a snapshot' }));
    const stream = '/api/v1/jobs/job-1/events';
    await waitFor(() => expect(fakeEventStreams.open.has(stream)).toBe(true));
    const before = seen.filter(({ path }) => path === '/api/v1/snapshots').length;
    const result = { snapshot: snapshot(newer, older, 101_204), isNew: false };
    act(() => fakeEventStreams.send(stream, job({ kind: 'snapshot', state: 'succeeded', result })));
    expect(await screen.findByText(/There is one of this data already/)).toBeVisible();
    await waitFor(() =>
      expect(seen.filter(({ path }) => path === '/api/v1/snapshots').length).toBeGreaterThan(before),
    );
  });

  it('leads from two that are chosen to what the later one has changed', async () => {
    const seen = fakeApi(base);
    renderPage('/data');
    const table = within(await screen.findByRole('table', { name: 'Snapshots' }));
    expect(table.getByText('101,204')).toBeVisible();
    expect(table.getByRole('link', { name: 'Runs of aaaaaaaaaaaa' })).toHaveAttribute(
      'href',
      `/runs?filter=attributes.snapshot_id+%3D+%27${older}%27`,
    );
    fireEvent.click(table.getByRole('checkbox', { name: 'Choose bbbbbbbbbbbb' }));
    expect(screen.queryByRole('link', { name: 'Compare' })).toBeNull();
    fireEvent.click(table.getByRole('checkbox', { name: 'Choose aaaaaaaaaaaa' }));
    fireEvent.click(screen.getByRole('link', { name: 'Compare' }));
    const counts = within(await screen.findByRole('table', { name: 'Differences' }));
    expect(counts.getByRole('row', { name: /Ratings.* 1,200 3 17/ })).toBeVisible();
    expect(screen.getByText('9 of the changed have another value')).toBeVisible();
    expect(screen.getByText('The first 1 of 1,200.')).toBeVisible();
    expect(screen.getByText('672, 673')).toBeVisible();
    expect(screen.getByText(/The Matrix \(1999\)/)).toBeVisible();
    expect(seen.at(-1)?.path).toBe(`/api/v1/snapshots/${older}/diff/${newer}`);
  });
});

describe('A snapshot', () => {
  it('gives out its files and tells what has learnt from it', async () => {
    const use = {
      runId: 'run-1',
      name: 'SVD',
      status: 'succeeded',
      modelVersion: 5,
      startedAt: '2026-11-24T10:00:00Z',
    };
    fakeApi({ ...base, 'GET /api/v1/snapshots/{id}': { ...details, usedBy: [use] } });
    renderPage(`/data/snapshots/${newer}`);
    expect(await screen.findByRole('link', { name: 'ratings.parquet' })).toHaveAttribute(
      'href',
      `/api/v1/snapshots/${newer}/files/ratings`,
    );
    expect(screen.getByRole('link', { name: 'SVD' })).toHaveAttribute('href', '/runs/run-1');
  });

  it('is not deleted while runs need it, and says why', async () => {
    const reason = 'Snapshot b cannot be removed: 2 runs have learnt from it.';
    fakeApi({ ...base, 'DELETE /api/v1/snapshots/{id}': new Refusal(409, 'Snapshot in use', reason) });
    renderPage(`/data/snapshots/${newer}`);
    fireEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Delete for good' }));
    expect(await screen.findByText(reason)).toBeVisible();
  });

  it('replaces what is in the database only where that is asked for', async () => {
    const seen = fakeApi({
      ...base,
      'POST /api/v1/snapshots/{id}/restore': ({ body }: SeenRequest) =>
        (body as { replace: boolean }).replace
          ? job({ kind: 'restore' })
          : new Refusal(409, 'Database not empty', 'The database holds 100004 ratings and 9125 films.'),
    });
    renderPage(`/data/snapshots/${newer}`);
    fireEvent.click(await screen.findByRole('button', { name: 'Restore' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name: 'Restore' }));
    expect(await dialog.findByText('The database holds 100004 ratings and 9125 films.')).toBeVisible();
    fireEvent.click(dialog.getByRole('checkbox', { name: 'Replace what is in the database' }));
    fireEvent.click(dialog.getByRole('button', { name: 'Replace the data' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(seen.filter(({ path }) => path.endsWith('/restore')).map(({ body }) => body)).toEqual([
      { replace: false },
      { replace: true },
    ]);
  });
});

describe('A run that has learnt from a snapshot', () => {
  const detail = {
    ...run('a', 'svd', 0.8932),
    snapshotId: newer,
    gitCommit: '76e95ca',
    steps: [],
    latestMetrics: [],
    inputs: [],
  };
  const outcome = {
    identical: true,
    sameCode: true,
    expectedSha256: 'abc',
    actualSha256: 'abc',
    seconds: 3.2,
  };
  it.each([
    ['the same file', outcome, 'The same checksum'],
    ['another file', { ...outcome, identical: false, actualSha256: 'def' }, 'Another checksum'],
  ])('is reproduced, and says where %s came of it', async (_, result, title) => {
    const reproducing = job({ kind: 'reproduction', params: { runId: 'a' } });
    fakeApi({
      ...base,
      'GET /api/v1/runs/{id}': detail,
      'GET /api/v1/runs/{id}/artifacts': [],
      'POST /api/v1/runs/{id}/reproduce': reproducing,
      'GET /api/v1/jobs/{id}': reproducing,
    });
    renderPage('/runs/a');
    expect(await screen.findByRole('link', { name: newer })).toHaveAttribute(
      'href',
      `/data/snapshots/${newer}`,
    );
    expect(screen.getByText('76e95ca')).toBeVisible();
    fireEvent.click(screen.getByRole('button', { name: 'Reproduce this run' }));
    const stream = '/api/v1/jobs/job-1/events';
    await waitFor(() => expect(fakeEventStreams.open.has(stream)).toBe(true));
    act(() => fakeEventStreams.send(stream, { ...reproducing, state: 'succeeded', result }));
    expect(await screen.findByText(title)).toBeVisible();
  });
});
