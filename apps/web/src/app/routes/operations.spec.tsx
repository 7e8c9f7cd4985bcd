import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { fakeApi, Refusal } from '../../../test/fake-api';
import { fakeEventStreams } from '../../../test/fake-event-streams';
import { renderPage } from '../../../test/render-page';
import { driftReport, job, onlineError, page, quality, stats } from '../../../test/samples';

const base = {
  'GET /health': { status: 'ok', version: '0.1.0', uptimeSeconds: 1, checks: {} },
  'GET /api/v1/stats': stats,
  'GET /api/v1/jobs': page(),
  'GET /api/v1/imports/sources': [
    {
      name: 'ml-20m',
      title: 'MovieLens 20M',
      ratings: 20000263,
      bytes: 198702078,
      sha256: null,
      url: 'https://x',
    },
  ],
  'GET /api/v1/drift/report': driftReport,
  'GET /api/v1/online-error': onlineError,
  'GET /api/v1/drift-reports': page({
    id: 'report-1',
    createdAt: '2026-11-24T10:00:00Z',
    trigger: 'schedule',
    modelVersion: 3,
    verdict: 'drift',
    harm: 'harm',
    driftShare: 0.5,
    currentRatings: 1000,
    excess: 0.31,
    action: 'retrain',
    jobId: 'job-1',
    outcome: { state: 'measured', summary: 'It helped: RMSE 0.91.', helped: 'yes' },
  }),
  'GET /api/v1/drift-reports/trends': [],
  'GET /api/v1/drift-policy': {
    settings: { enabled: true, retrain: true, rollback: true, harmExcess: 0.05, minimumRatings: 300 },
    alerting: true,
    retrainedAt: null,
    rolledBackAt: null,
    updatedAt: '2026-11-24T10:00:00Z',
  },
  'GET /api/v1/monitoring/quality': quality,
};

describe('Data', () => {
  it('shows the numbers and says each plot in words', async () => {
    fakeApi(base);
    renderPage('/data');
    expect(await screen.findByText('100,004')).toBeVisible();
    expect(screen.getByText('1.6 %')).toBeVisible();
    expect(screen.getByText('4.0 stars is the most common rating (29 %).')).toBeVisible();
    expect(screen.getByText('Drama is rated most, Horror least.')).toBeVisible();
  });

  it('imports a data set, live, and reports what was rejected', async () => {
    const importing = job({ kind: 'import', params: { source: 'ml-20m' } });
    const seen = fakeApi({ ...base, 'POST /api/v1/imports': importing, 'GET /api/v1/jobs/{id}': importing });
    renderPage('/data');
    fireEvent.change(await screen.findByRole('combobox', { name: /Path on the server/ }), {
      target: { value: 'ml-20m' },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Import' }));
    await waitFor(() => expect(fakeEventStreams.open.has('/api/v1/jobs/job-1/events')).toBe(true));
    expect(seen.find(({ path }) => path === '/api/v1/imports')?.body).toEqual({ source: 'ml-20m' });
    const counts = { read: 10, inserted: 8, updated: 1, unchanged: 0, rejected: 1 };
    const result = {
      source: 'ml-20m',
      layout: 'ml-20m',
      movies: counts,
      ratings: counts,
      tags: counts,
      links: counts,
      rejectedLines: [
        { file: 'ratings.csv', line: 17, reason: 'rating 7 is off the scale', text: '1,31,7,0' },
      ],
      durationMs: 1840,
      ratingsPerSecond: 54000,
    };
    act(() =>
      fakeEventStreams.send('/api/v1/jobs/job-1/events', { ...importing, state: 'succeeded', result }),
    );
    expect(await screen.findByText(/54K ratings a second/)).toBeVisible();
    fireEvent.click(screen.getByText('First rejected lines (1)'));
    expect(screen.getByText(/rating 7 is off the scale/)).toBeVisible();
  });

  it('shows why an import stopped, and imports the source again as is chosen', async () => {
    const stopped = job({
      kind: 'import',
      state: 'failed',
      params: { source: '/data/ml-100k' },
      failureReason: 'It does not look like the data that is here.',
      result: {
        conflict: {
          movies: { met: 1400, differing: 1334, madeHere: 0, unknown: 0, known: 0, examples: [] },
          users: { met: 671, confirmed: 0, contradicting: 640, disjoint: 31, madeHere: 0, examples: [] },
          ratings: { compared: 70_000, overlapping: 3000, overwritten: 1189, older: 1811 },
          hasMovies: true,
          reasons: ['1,334 of the 1,400 movies that meet a number here have another title'],
          untouchedSample: true,
          recommended: 'replace',
          choices: [
            { choice: 'replace', effect: 'takes a snapshot first' },
            { choice: 'as-new-users', effect: 'gives new numbers' },
            { choice: 'merge', effect: 'overwrites' },
          ],
        },
      },
    });
    const seen = fakeApi({
      ...base,
      'GET /api/v1/jobs': { items: [stopped], nextCursor: null },
      'GET /api/v1/jobs/{id}': stopped,
      'POST /api/v1/imports': job({ kind: 'import' }),
    });
    renderPage('/data');
    expect(await screen.findByText(/1,334 of the 1,400 movies/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Merge anyway' })).toBeEnabled();
    expect(screen.getByRole('button', { name: 'Replace the sample data' })).toBeEnabled();
    fireEvent.click(screen.getByRole('button', { name: 'Import as new users' }));
    await waitFor(() =>
      expect(seen.find(({ path }) => path === '/api/v1/imports')?.body).toEqual({
        source: '/data/ml-100k',
        onConflict: 'as-new-users',
      }),
    );
  });

  it('imports a file that is dropped or chosen, as what it is', async () => {
    const importing = job({ kind: 'import', params: { source: 'upload.csv' } });
    const seen = fakeApi({ ...base, 'POST /api/v1/imports': importing, 'GET /api/v1/jobs/{id}': importing });
    renderPage('/data');
    const drop = await screen.findByRole('group', { name: 'Upload a file' });
    const file = new File(['userId,movieId,rating,timestamp\n'], 'Ratings.CSV', {
      type: 'application/vnd.ms-excel',
    });
    fireEvent.drop(drop, { dataTransfer: { files: [file] } });
    await waitFor(() => expect(fakeEventStreams.open.has('/api/v1/jobs/job-1/events')).toBe(true));
    const sent = seen.find(({ path }) => path === '/api/v1/imports');
    expect(sent?.headers.get('content-type')).toBe('text/csv');
    expect(screen.getByText('Fitting svd')).toBeVisible();
  });

  it('refuses a file of another kind before it is sent, and says what the API refuses', async () => {
    const seen = fakeApi({
      ...base,
      'POST /api/v1/imports': new Refusal(413, 'The upload is too large', 'At most 2 GB are taken.'),
    });
    renderPage('/data');
    const drop = await screen.findByRole('group', { name: 'Upload a file' });
    fireEvent.drop(drop, { dataTransfer: { files: [new File(['x'], 'holiday.jpg')] } });
    expect(await screen.findByText('holiday.jpg is neither a .zip nor a .csv file.')).toBeVisible();
    expect(seen.some(({ path }) => path === '/api/v1/imports')).toBe(false);
    fireEvent.drop(drop, { dataTransfer: { files: [new File(['x'], 'ml.zip')] } });
    expect(await screen.findByText('At most 2 GB are taken.')).toBeVisible();
  });

  it('simulates ratings and says how many came', async () => {
    const seen = fakeApi({
      ...base,
      'POST /generate-ratings/?': {
        generated: 1000,
        inserted: 990,
        updated: 10,
        seed: 7,
        shift: 0,
        users: 300,
        movies: 800,
      },
    });
    renderPage('/data');
    fireEvent.click(await screen.findByRole('button', { name: 'Simulate 1,000 ratings' }));
    expect(await screen.findByText(/1,000 ratings made: 990 new, 10 changed/)).toBeVisible();
    expect(seen.find(({ method }) => method === 'POST')?.query.get('batch_size')).toBe('1000');
  });

  it('tells the owner of an empty database to import', async () => {
    fakeApi({ ...base, 'GET /api/v1/stats': { ...stats, ratings: 0, movies: 0 } });
    renderPage('/data');
    expect(await screen.findByText('The database is empty')).toBeVisible();
  });
});

describe('Drift', () => {
  it('gives the verdict in a sentence and both distributions of every property', async () => {
    fakeApi(base);
    renderPage('/drift');
    expect(await screen.findByText('The data have drifted: 1 of 2 columns changed.')).toBeVisible();
    expect(screen.getByRole('figure', { name: 'Stars' })).toHaveTextContent(
      'wasserstein: distance 0.412; drift from 0.1 on.',
    );
    expect(screen.getByRole('link', { name: /Full report/ })).toHaveAttribute(
      'href',
      '/monitoring/drift/evidently',
    );
  });

  it('tells for whom the champion is wrong, what was done, and whether it helped', async () => {
    fakeApi(base);
    renderPage('/drift');
    const row = await screen.findByRole('row', { name: /champion, version 3/ });
    expect(row).toHaveTextContent('1.120 (1.050 to 1.190)0.85531 %');
    expect(screen.getByRole('row', { name: /People with 100 ratings or more 900/ })).toBeVisible();
    expect(await screen.findByText('It helped: RMSE 0.91.')).toBeVisible();
    expect(screen.getByText('δ 0.21 (0.18 to 0.24), small')).toBeVisible();
    expect(screen.getByRole('link', { name: /Page/ })).toHaveAttribute(
      'href',
      '/api/v1/drift-reports/report-1',
    );
  });

  it('changes a rule of the policy, and no other', async () => {
    const seen = fakeApi({ ...base, 'PATCH /api/v1/drift-policy': new Refusal(403, 'Not allowed') });
    renderPage('/drift');
    fireEvent.click(await screen.findByRole('switch', { name: 'May start a training' }));
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Not allowed')).toBeVisible();
    expect(seen.find(({ method }) => method === 'PATCH')?.body).toEqual({ retrain: false });
  });

  it('asks for the chosen window', async () => {
    const seen = fakeApi(base);
    renderPage('/drift?days=90');
    await screen.findByRole('figure', { name: 'Stars' });
    expect(seen.find(({ path }) => path.endsWith('/drift/report'))?.query.get('windowDays')).toBe('90');
  });

  it('says when there is too little data', async () => {
    fakeApi({
      ...base,
      'GET /api/v1/drift/report': {
        ...driftReport,
        verdict: 'insufficient-data',
        summary: 'Too few new ratings to tell.',
        driftedColumns: 0,
        columns: [],
      },
    });
    renderPage('/drift');
    expect(await screen.findByText('Too few new ratings to tell.')).toBeVisible();
    expect(screen.getByText('No property compared yet')).toBeVisible();
  });

  it('shows a refusal with its request id', async () => {
    fakeApi({ ...base, 'GET /api/v1/drift/report': new Refusal(422, 'The windows overlap') });
    renderPage('/drift');
    expect(await screen.findByText('The windows overlap')).toBeVisible();
    expect(screen.getByText('req-42')).toBeVisible();
  });
});

describe('Quality', () => {
  it('shows what was served and how fast', async () => {
    fakeApi(base);
    renderPage('/quality');
    expect(await screen.findByText('1,200')).toBeVisible();
    expect(
      screen.getByText('Half of all requests took at most 3.1 ms, 99 of 100 at most 14 ms.'),
    ).toBeVisible();
  });

  it('waits for the first recommendation', async () => {
    fakeApi({ ...base, 'GET /api/v1/monitoring/quality': { ...quality, served: 0 } });
    renderPage('/quality');
    expect(await screen.findByText('Nothing served yet')).toBeVisible();
  });
});

describe('The frame', () => {
  it('offers a skip link, marks the page at hand and tells the health', async () => {
    fakeApi({
      ...base,
      'GET /health': {
        status: 'degraded',
        version: '0.1.0',
        uptimeSeconds: 1,
        checks: { champion: { status: 'none' } },
      },
    });
    renderPage('/quality');
    expect(screen.getByRole('link', { name: 'Skip to the content' })).toHaveAttribute('href', '#content');
    expect(screen.getByRole('link', { name: 'Quality' })).toHaveAttribute('aria-current', 'page');
    expect(await screen.findByRole('link', { name: 'Health: degraded: champion' })).toBeVisible();
  });

  it('switches between light and dark', async () => {
    fakeApi(base);
    renderPage('/quality');
    fireEvent.click(await screen.findByRole('button', { name: 'Switch to the dark scheme' }));
    expect(document.documentElement).toHaveAttribute('data-mantine-color-scheme', 'dark');
    expect(screen.getByRole('button', { name: 'Switch to the light scheme' })).toBeVisible();
  });
});
