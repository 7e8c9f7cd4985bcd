import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { fakeApi } from '../../../test/fake-api';
import { fakeEventStreams } from '../../../test/fake-event-streams';
import { renderPage } from '../../../test/render-page';
import { job, page } from '../../../test/samples';

const schedule = {
  name: 'retrain',
  kind: 'training',
  cron: '0 2 * * *',
  timeZone: 'UTC',
  params: { force: false },
  description: '',
  enabled: true,
  misfirePolicy: 'skip',
  misfireGraceSeconds: 3600,
  maxFailures: 3,
  deadlineSeconds: null,
  nextRunAt: '2026-11-25T02:00:00Z',
  lastRunAt: null,
  consecutiveFailures: 1,
  pausedReason: null,
};
const firing = {
  scheduledFor: '2026-11-24T02:00:00Z',
  firedAt: '2026-11-24T02:00:00Z',
  trigger: 'cron',
  outcome: 'started',
  jobId: 'job-1',
  detail: null,
  jobState: 'failed',
  failureReason: 'out of memory',
  finishedAt: '2026-11-24T02:01:00Z',
  durationSeconds: 60,
};
const alert = {
  id: 'alert-1',
  key: 'job-failed:training',
  severity: 'critical',
  title: 'Training failed',
  detail: 'out of memory',
  link: '/jobs/job-1',
  occurrences: 2,
  openedAt: '2026-11-24T02:01:00Z',
  updatedAt: '2026-11-24T02:01:00Z',
  acknowledgedAt: null,
  resolvedAt: null,
};
const base = {
  'GET /health': { status: 'ok', version: '0.1.0', uptimeSeconds: 1, checks: {} },
  'GET /api/v1/alerts': page(alert),
  'GET /api/v1/job-kinds': [],
  'GET /api/v1/jobs': page(
    job({ state: 'failed', failureReason: 'out of memory', trigger: 'schedule:retrain' }),
  ),
  'GET /api/v1/jobs/{id}': job({ state: 'failed', failureReason: 'out of memory' }),
  'GET /api/v1/jobs/{id}/attempts': [
    {
      attempt: 1,
      outcome: 'failed',
      failureReason: 'out of memory',
      startedAt: '2026-11-24T10:00:01Z',
      finishedAt: '2026-11-24T10:00:09Z',
    },
  ],
  'GET /api/v1/schedules': [schedule],
  'GET /api/v1/schedules/{name}/runs': [firing],
};

describe('the page Jobs', () => {
  it('lists jobs with what started them and why they failed, and says by the bell that something is wrong', async () => {
    fakeApi(base);
    renderPage('/jobs');
    const table = await screen.findByRole('table', { name: 'Jobs' });
    expect(within(table).getByText('schedule:retrain')).toBeVisible();
    expect(within(table).getByText('out of memory')).toBeVisible();
    expect(await screen.findByRole('link', { name: '1 new alert' })).toHaveAttribute('href', '/jobs/alerts');
  });

  it('shows the attempts of a job and its log as it grows, and does it again', async () => {
    const seen = fakeApi({ ...base, 'POST /api/v1/jobs/{id}/retry': job({ state: 'running', attempt: 2 }) });
    renderPage('/jobs/job-1');
    const stream = '/api/v1/jobs/job-1/logs/events';
    await waitFor(() => expect(fakeEventStreams.open.has(stream)).toBe(true));
    fakeEventStreams.send(stream, {
      id: '1',
      attempt: 1,
      step: 'fitting',
      level: 'error',
      message: 'no memory left',
      at: '2026-11-24T10:00:02Z',
    });
    expect(await within(screen.getByRole('log')).findByText(/no memory left/)).toBeVisible();
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(seen.some(({ path }) => path === '/api/v1/jobs/job-1/retry')).toBe(true));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull());
  });

  it('shows what came of each run of a schedule, pauses it and starts it with other params', async () => {
    const seen = fakeApi({
      ...base,
      'PATCH /api/v1/schedules/{name}': { ...schedule, enabled: false },
      'POST /api/v1/schedules/{name}/trigger': job({ id: 'job-2' }),
    });
    renderPage('/jobs/schedules');
    const runs = await screen.findByRole('list', { name: 'Runs' });
    expect(within(runs).getByRole('listitem')).toHaveAccessibleName(/failed · 1 min.* · out of memory/);
    fireEvent.click(screen.getByRole('switch', { name: 'retrain runs by itself' }));
    await waitFor(() =>
      expect(seen.find(({ method }) => method === 'PATCH')?.body).toEqual({ enabled: false }),
    );
    fireEvent.click(screen.getByRole('button', { name: 'Trigger now' }));
    fireEvent.change(screen.getByLabelText('Params'), { target: { value: '{"force": tru' } });
    expect(screen.getByText('This is no JSON object.')).toBeVisible();
    fireEvent.change(screen.getByLabelText('Params'), { target: { value: '{"force": true}' } });
    fireEvent.click(screen.getByRole('button', { name: 'Start a job' }));
    expect(await screen.findByRole('link', { name: 'Watch it' })).toHaveAttribute('href', '/jobs/job-2');
    const trigger = seen.find(({ path }) => path.endsWith('/trigger'));
    expect(trigger?.body).toEqual({ params: { force: true } });
  });

  it('lets an alert be acknowledged', async () => {
    const seen = fakeApi({ ...base, 'POST /api/v1/alerts/{id}/acknowledge': alert });
    renderPage('/jobs/alerts');
    fireEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }));
    await waitFor(() =>
      expect(seen.some(({ path }) => path === '/api/v1/alerts/alert-1/acknowledge')).toBe(true),
    );
  });

  it('says that nobody is told while there is no channel', async () => {
    fakeApi({ ...base, 'GET /api/v1/notification-channels': [] });
    renderPage('/jobs/notifications');
    expect(await screen.findByText('Nobody is told')).toBeVisible();
  });
});
