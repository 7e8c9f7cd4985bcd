import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { fakeApi, Refusal } from '../../../test/fake-api';
import { renderPage } from '../../../test/render-page';
import { film, job, page, pick, quality, ratingOf, recommendations } from '../../../test/samples';
import type { AbExperimentReport, DialectReport, OnlineMetrics, OnlineReport } from '../../lib/api-types';

const metrics = (key: string, change: Partial<OnlineMetrics> = {}): OnlineMetrics => ({
  key,
  films: 2000,
  impressions: 1000,
  clicks: 120,
  ratings: 60,
  positiveRatings: 41,
  notInterested: 0,
  clickThrough: { share: 0.12, low: 0.1, high: 0.14 },
  positiveRating: { share: 0.041, low: 0.03, high: 0.055 },
  ratedPositively: { share: 0.68, low: 0.55, high: 0.79 },
  lists: 200,
  coldStartShare: 0,
  emptyShare: 0,
  meanLatencyMs: 2,
  diversity: 0.6,
  novelty: 3.1,
  popularity: 140,
  coverage: 0.2,
  ...change,
});
const report = (by: OnlineReport['by'], rows: OnlineMetrics[]): OnlineReport => ({
  from: '2026-10-26',
  to: '2026-11-24',
  by,
  total: { ...metrics('total'), gini: 0.8 },
  rows,
  definitions: {
    clickThrough: {
      name: 'Click-through rate',
      dialect: 'Marquee',
      formula: 'opened / seen',
      higherIsBetter: true,
    },
  },
});
const dialects: DialectReport = {
  from: '2026-10-26',
  to: '2026-11-24',
  people: 40,
  peopleWhoLiked: 12,
  labels: { evidently: 'Evidently 0.7', recbole: 'RecBole 1.2' },
  metrics: [
    {
      id: 'evidently.gini',
      name: 'Gini',
      dialect: 'evidently',
      formula: 'over the n films that are recommended',
      range: [0, 1],
      higherIsBetter: false,
      note: 'Over recommended films only.',
      k: 10,
      value: 0.4321,
    },
  ],
};
const arm = (name: string, people: number): AbExperimentReport['report']['arms'][number] => ({
  arm: name,
  alias: name,
  share: 0.5,
  people,
  lists: people,
  fallbacks: 0,
  impressions: people * 10,
  clicks: people,
  ratings: 0,
  positiveRatings: 0,
  rate: 0.1,
  low: 0.09,
  high: 0.11,
  versions: [{ modelVersion: 3, lists: people }],
});
const interval = { difference: 0.02, low: 0.01, high: 0.03 };
const experiment: AbExperimentReport = {
  id: 'e1',
  name: 'BPR instead of SVD',
  metric: 'click-through',
  alpha: 0.05,
  state: 'running',
  startedAt: '2026-11-20T10:00:00Z',
  stoppedAt: null,
  stopReason: null,
  arms: [],
  report: {
    arms: [arm('champion', 700), arm('challenger', 100)],
    sampleRatio: { expected: [400, 400], observed: [700, 100], pValue: 1e-9, verdict: 'mismatch' },
    comparisons: [
      {
        arm: 'challenger',
        against: 'champion',
        difference: 0.02,
        relative: 0.2,
        anytime: interval,
        fixedHorizon: interval,
        pValue: 0.001,
        verdict: 'better',
      },
    ],
    verdict: 'People are not on the arms in the shares that were set.',
    warnings: [],
  },
};
const base = {
  'GET /health': { status: 'ok', version: '0.1.0', uptimeSeconds: 1, checks: {} },
  'GET /api/v1/monitoring/quality': quality,
  'GET /api/v1/online-metrics': ({ query }: { query: URLSearchParams }) =>
    query.get('by') === 'source'
      ? report('source', [metrics('similar'), metrics('popular')])
      : report('day', [metrics('2026-11-23'), metrics('2026-11-24')]),
  'GET /api/v1/online-metrics/dialects': dialects,
  'GET /api/v1/ab-experiments': page(),
};

describe('Quality, by what people did', () => {
  it('tells clicks with their interval and formula, and parts them by source', async () => {
    fakeApi(base);
    const { router } = renderPage('/quality');
    const heading = await screen.findByText('What people did', undefined, { timeout: 10_000 });
    const section = within(heading.closest('section')!);
    expect(section.getByText('Click-through', { selector: 'dt' })).toBeVisible();
    expect(section.getByText('Marquee')).toHaveAttribute('tabindex', '0');
    fireEvent.click(section.getByRole('radio', { name: 'Source' }));
    expect(await screen.findByRole('cell', { name: 'similar' })).toBeVisible();
    expect(router.state.location.search).toBe('?by=source');
  });

  it('shows every metric of a dialect with its formula and its trait', async () => {
    fakeApi(base);
    renderPage('/quality');
    expect(await screen.findByText('over the n films that are recommended')).toBeVisible();
    expect(screen.getByText('Over recommended films only.')).toBeVisible();
    expect(screen.getByRole('tab', { name: 'RecBole 1.2' })).toBeVisible();
  });

  it('measures the champion on held-out ratings in the same words', async () => {
    const result = { modelVersion: 3, users: 80, k: 10, labels: dialects.labels, metrics: dialects.metrics };
    const done = job({ id: 'j2', kind: 'dialect-evaluation', state: 'succeeded', result });
    fakeApi({ ...base, 'POST /api/v1/dialect-evaluations': done, 'GET /api/v1/jobs/{id}': done });
    renderPage('/quality');
    fireEvent.click(await screen.findByRole('radio', { name: 'Held-out ratings' }));
    fireEvent.click(screen.getByRole('button', { name: 'Measure the champion' }));
    expect(await screen.findByText(/Lists of 10 by version 3 for 80 people/)).toBeVisible();
    expect(screen.getByRole('cell', { name: '0.4321' })).toBeVisible();
  });

  it('starts an experiment, and says why it cannot', async () => {
    const seen = fakeApi({
      ...base,
      'POST /api/v1/ab-experiments': new Refusal(
        404,
        'Alias not found',
        'No model version has the alias "challenger".',
      ),
    });
    renderPage('/quality');
    fireEvent.click(await screen.findByRole('button', { name: 'Start' }));
    expect(await screen.findByText(/No model version has the alias/)).toBeVisible();
    expect(seen.find(({ method }) => method === 'POST')?.body).toMatchObject({
      arms: [
        { alias: 'champion', share: 0.5 },
        { alias: 'challenger', share: 0.5 },
      ],
    });
  });

  it('warns of an uneven split before anything else, and stops with a reason', async () => {
    const seen = fakeApi({
      ...base,
      'GET /api/v1/ab-experiments': page(experiment),
      'GET /api/v1/ab-experiments/{id}': experiment,
      'POST /api/v1/ab-experiments/{id}/stop': { ...experiment, state: 'stopped' },
    });
    renderPage('/quality');
    expect(await screen.findByText('The split is not what was set')).toBeVisible();
    expect(screen.getByText(/However often you look: \+2\.00 pp/)).toBeVisible();
    expect(screen.getByText(/Only for one look/)).toBeVisible();
    fireEvent.change(screen.getByLabelText('Why stop it'), { target: { value: 'uneven' } });
    fireEvent.click(screen.getByRole('button', { name: 'Stop the experiment' }));
    await waitFor(() => expect(seen.some(({ path }) => path.endsWith('/stop'))).toBe(true));
  });

  it('says what another model would have earned, and how far that can be believed', async () => {
    const value = { value: 0.1, low: 0.08, high: 0.12 };
    const result = {
      modelVersion: 4,
      lists: 500,
      skipped: 0,
      explored: 50,
      verdict: 'No difference from what was shown can be seen.',
      estimate: {
        places: 5000,
        people: 80,
        logged: value,
        ips: value,
        snips: value,
        difference: { value: 0, low: -0.01, high: 0.01 },
        effectiveSampleSize: 812.4,
        meanWeight: 0.97,
        clippedShare: 0,
      },
    };
    const done = job({ id: 'j1', kind: 'off-policy-estimate', state: 'succeeded', result });
    fakeApi({ ...base, 'POST /api/v1/off-policy-estimates': done, 'GET /api/v1/jobs/{id}': done });
    renderPage('/quality');
    fireEvent.click(await screen.findByRole('button', { name: 'Estimate' }));
    expect(await screen.findByText(result.verdict)).toBeVisible();
    expect(screen.getByText('812')).toBeVisible();
    expect(screen.getByText('Version 4, by SNIPS')).toBeVisible();
  });
});

describe('For you', () => {
  it('tells the API which films were seen and opened, each once', async () => {
    const observers: ((entries: { isIntersecting: boolean }[]) => void)[] = [];
    globalThis.IntersectionObserver = class {
      constructor(told: (typeof observers)[number]) {
        observers.push(told);
      }
      observe() {}
      disconnect() {}
    } as unknown as typeof IntersectionObserver;
    const heat = film(6, 'Heat', ['Crime']);
    const seen = fakeApi({
      ...base,
      'GET /api/v1/genres': [],
      'GET /api/v1/users': page({
        id: 7,
        externalId: 'alice',
        ratingCount: 5,
        averageRating: 4,
        lastRatedAt: null,
      }),
      'GET /api/v1/users/{id}': { id: 7, ratingCount: 5, averageRating: 4, favouriteGenres: [] },
      'GET /api/v1/users/{id}/ratings': page(
        ...[1, 2, 3, 4, 5].map((id) => ratingOf(film(100 + id, `Seen ${id}`), 4)),
      ),
      'POST /api/v1/users/{id}/recommendations': recommendations('list-1', [pick(1, heat)]),
      'POST /api/v1/feedback': { results: [] },
    });
    renderPage('/?user=7');
    const card = within(await screen.findByRole('article', { name: 'Heat' }));
    act(() => observers.forEach((tell) => tell([{ isIntersecting: true }])));
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    fireEvent.click(card.getByRole('link', { name: 'Heat' }));
    window.dispatchEvent(new Event('pagehide'));
    await waitFor(() => expect(seen.some(({ path }) => path === '/api/v1/feedback')).toBe(true));
    const { events } = seen.find(({ path }) => path === '/api/v1/feedback')!.body as {
      events: { type: string; movieId: number; recommendationId: string }[];
    };
    expect(events.map(({ type, movieId, recommendationId }) => [type, movieId, recommendationId])).toEqual([
      ['impression', 6, 'list-1'],
      ['click', 6, 'list-1'],
    ]);
  });
});
