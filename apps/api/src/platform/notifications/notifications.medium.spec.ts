import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import type { AlertRaised } from '../../events.js';
import { AppConfig } from '../config/app-config.js';
import { dataSourceOptions } from '../database/data-source-options.js';
import { Logger } from '../telemetry/logger.js';
import { keyFits } from './alert.js';
import { AlertsRepository } from './alerts.repository.js';
import { AlertsService } from './alerts.service.js';
import { ChannelsRepository } from './channels.repository.js';
import { ChannelsService } from './channels.service.js';
import { Deliverer } from './deliverer.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import type { NotificationMetrics } from './notification-metrics.js';
import { ChannelDto } from './notifications.dto.js';
import { webhookSignature } from './webhook-signature.js';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const quiet = new Logger(() => undefined);

const failure = (change: Partial<AlertRaised> = {}): AlertRaised => ({
  key: 'job-failed:training',
  severity: 'warning',
  title: 'Training failed',
  detail: 'out of memory',
  link: '/jobs/1',
  at: new Date(),
  ...change,
});

describe('notifications', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let received: { path: string; headers: IncomingHttpHeaders; body: string }[];
  let answers: number[];
  let receiver: Server;
  let url: string;
  const mails: string[] = [];
  let smtp: SMTPServer;

  /** What one process has of it. */
  function startProcess(settings: Partial<AppConfig> = {}) {
    const config = new AppConfig({ dataDir: '.', webhookAllowPrivate: true, ...settings });
    const repository = new ChannelsRepository(dataSource);
    const deliveries = new DeliveriesRepository(dataSource);
    const metrics = { sent: () => undefined } as unknown as NotificationMetrics;
    const deliverer = new Deliverer(repository, deliveries, metrics, config, quiet);
    const alerts = new AlertsService(new AlertsRepository(dataSource), repository, config, quiet);
    const channels = new ChannelsService(repository, deliveries, deliverer, config, quiet);
    return { alerts, channels, deliverer };
  }

  /** As if the waiting were over. */
  const letTimePass = () =>
    dataSource.query(`UPDATE notification_deliveries SET due_at = now() WHERE state = 'pending'`);

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 6)).initialize();
    receiver = createServer((request, response) => {
      void text(request).then((body) => {
        received.push({ path: request.url!, headers: request.headers, body });
        const status = answers.shift() ?? 204;
        response
          .writeHead(status, status === 302 ? { location: '/elsewhere' } : {})
          .end(status >= 400 ? 'busy' : '');
      });
    });
    await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?token=t0psecret`;
    smtp = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _, done) =>
        username === 'marquee' && password === 'pass word'
          ? done(null, { user: username })
          : done(new Error('Invalid username or password')),
      onData: (stream, _, done) => void text(stream).then((mail) => (mails.push(mail), done())),
    });
    await new Promise<void>((listening) => smtp.listen(0, '127.0.0.1', listening));
  });
  beforeEach(() => {
    [received, answers] = [[], []];
  });
  afterEach(() => dataSource.query('TRUNCATE alerts, notification_channels CASCADE'));
  afterAll(async () => {
    receiver.closeAllConnections();
    receiver.close();
    await new Promise<void>((closed) => smtp.close(closed));
    await dataSource.destroy();
    await database.drop();
  });

  it('keeps one open alert a key, whoever raises it, until it is resolved', async () => {
    const [{ alerts }, other] = [startProcess(), startProcess()];
    await Promise.all([
      alerts.onRaised(failure()),
      other.alerts.onRaised(failure()),
      alerts.onRaised(failure()),
    ]);
    const [open, ...more] = await alerts.list({ state: 'open' }, 10, null);
    expect(more).toEqual([]);
    expect(open).toMatchObject({ key: 'job-failed:training', occurrences: 3, acknowledgedAt: null });
    expect((await alerts.acknowledge(open.id)).acknowledgedAt).toEqual(expect.any(String));
    await alerts.onRaised(failure({ severity: 'critical' }));
    expect(await alerts.get(open.id)).toMatchObject({ severity: 'critical', acknowledgedAt: null });
    await other.alerts.onResolved({ key: open.key, at: new Date() });
    expect(await alerts.list({ state: 'open' }, 10, null)).toEqual([]);
    await alerts.onRaised(failure());
    expect(await alerts.list({ state: 'all' }, 10, null)).toHaveLength(2);
    await expect(alerts.acknowledge('11111111-1111-4111-8111-111111111111')).rejects.toMatchObject({
      code: 'alert-not-found',
    });
  });

  it('posts a signed message once an opening, and once at its end, however many processes send', async () => {
    const [one, other] = [startProcess(), startProcess()];
    await one.channels.create({ name: 'hook', type: 'webhook', webhook: { url }, secret });
    await one.alerts.onRaised(failure());
    await other.alerts.onRaised(failure());
    await Promise.all([one.deliverer.sendDue(), other.deliverer.sendDue()]);
    await one.alerts.onResolved({ key: 'job-failed:training', at: new Date() });
    await Promise.all([one.deliverer.sendDue(), other.deliverer.sendDue()]);
    expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
      { event: 'opened', alert: { key: 'job-failed:training', detail: 'out of memory', resolvedAt: null } },
      { event: 'resolved', alert: { resolvedAt: expect.any(String) } },
    ]);
    const { headers, body } = received[0];
    const timestamp = Number(headers['webhook-timestamp']);
    expect(Math.abs(Date.now() / 1000 - timestamp)).toBeLessThan(60);
    expect(headers['webhook-signature']).toBe(
      webhookSignature(secret, headers['webhook-id'] as string, timestamp, body),
    );
  });

  it('reaches no address of this machine unless that is allowed', async () => {
    const { channels } = startProcess({ webhookAllowPrivate: false });
    const byName = url.replace('127.0.0.1', 'localhost');
    for (const [name, address] of Object.entries({ byNumber: url, byName })) {
      const { id } = await channels.create({ name, type: 'webhook', webhook: { url: address } });
      expect(await channels.test(id)).toMatchObject({
        state: 'failed',
        error: expect.stringContaining('WEBHOOK_ALLOW_PRIVATE'),
      });
    }
    expect(received).toEqual([]);
  });

  it('tries again what did not arrive, with the same id, and logs it; what is refused is not repeated', async () => {
    const { channels, alerts, deliverer } = startProcess();
    const { id } = await channels.create({ name: 'hook', type: 'webhook', webhook: { url } });
    answers = [503, 200];
    await alerts.onRaised(failure());
    await deliverer.sendDue();
    await deliverer.sendDue();
    const [waiting] = await channels.deliveriesOf(id, 10, null);
    expect(waiting).toMatchObject({
      state: 'pending',
      attempt: 1,
      statusCode: 503,
      error: 'answered 503: busy',
      alertKey: 'job-failed:training',
    });
    expect(Date.parse(waiting.nextAttemptAt!) - Date.now()).toBeGreaterThan(1_000);
    await letTimePass();
    await deliverer.sendDue();
    expect(await channels.deliveriesOf(id, 10, null)).toMatchObject([
      { state: 'delivered', attempt: 2, statusCode: 200, error: null, nextAttemptAt: null },
    ]);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);

    answers = [302];
    await alerts.onRaised(failure({ key: 'drift' }));
    await deliverer.sendDue();
    expect((await channels.deliveriesOf(id, 1, null))[0]).toMatchObject({ state: 'failed', statusCode: 302 });
    expect(received.map(({ path }) => path)).not.toContain('/elsewhere');
  });

  it('sends to each channel only what it wants to know', async () => {
    const { channels, alerts, deliverer } = startProcess();
    await channels.create({ name: 'grave', type: 'webhook', webhook: { url }, minSeverity: 'critical' });
    await channels.create({
      name: 'drift',
      type: 'webhook',
      webhook: { url },
      keys: ['drift*'],
      minSeverity: 'info',
      onResolved: false,
    });
    const off = await channels.create({ name: 'off', type: 'webhook', webhook: { url }, enabled: false });
    await alerts.onRaised(failure());
    await alerts.onRaised(failure({ key: 'drift:genres', severity: 'info' }));
    await alerts.onResolved({ key: 'drift:genres', at: new Date() });
    await alerts.onRaised(failure({ severity: 'critical' }));
    await deliverer.sendDue();
    const sent = received
      .map(({ body }) => JSON.parse(body))
      .map(({ event, alert }) => `${event} ${alert.key}`);
    expect(sent.sort()).toEqual(['escalated job-failed:training', 'opened drift:genres']);
    expect(await channels.deliveriesOf(off.id, 10, null)).toEqual([]);
    expect(keyFits('job-failed:a', ['job-failed:*'])).toBe(true);
    expect(keyFits('xjob-failed:a', ['job-failed:*', 'job.failed:a'])).toBe(false);
  });

  it('sends e-mail by SMTP, with a password, and says what the server says', async () => {
    const { channels, alerts, deliverer } = startProcess();
    const email = {
      host: '127.0.0.1',
      port: (smtp.server.address() as AddressInfo).port,
      user: 'marquee',
      from: 'marquee@example.com',
      to: ['ops@example.com', 'night@example.com'],
    };
    const { id } = await channels.create({ name: 'mail', type: 'email', email, secret: 'pass word' });
    await alerts.onRaised(failure({ title: 'Training failed\r\nBcc: someone@example.com' }));
    await deliverer.sendDue();
    expect(await channels.deliveriesOf(id, 10, null)).toMatchObject([{ state: 'delivered', error: null }]);
    const [mail] = mails;
    expect(mail).toContain('Subject: [Marquee] warning: Training failed Bcc: someone@example.com');
    expect(mail).toContain('To: ops@example.com, night@example.com');
    expect(mail).toContain('out of memory');
    await channels.update(id, { secret: 'wrong' });
    expect(await channels.test(id)).toMatchObject({
      event: 'test',
      state: 'failed',
      statusCode: 535,
      error: expect.stringContaining('Invalid username or password'),
    });
  });

  it('never gives a secret back, keeps it over a change, and leaves the path of a webhook out', async () => {
    const { channels } = startProcess();
    const { id } = await channels.create({ name: 'hook', type: 'webhook', webhook: { url }, secret });
    const shown = ChannelDto.of(await channels.update(id, { minSeverity: 'info' }));
    expect(shown).toMatchObject({ hasSecret: true, minSeverity: 'info' });
    expect(JSON.stringify(shown)).not.toMatch(/whsec|t0psecret/);
    expect(await channels.test(id)).toMatchObject({ state: 'delivered', statusCode: 204 });
    expect(received[0].headers['webhook-signature']).toMatch(/^v1,/);
    expect(await channels.update(id, { secret: null })).toMatchObject({ secret: null });
    await expect(channels.create({ name: 'hook', type: 'webhook', webhook: { url } })).rejects.toMatchObject({
      code: 'channel-exists',
    });
    await expect(channels.create({ name: 'x', type: 'email' })).rejects.toMatchObject({
      code: 'validation-failed',
    });
  });

  it('begins with the channels of the environment, and does not undo what a person changed', async () => {
    const notify = { minSeverity: 'critical', webhook: { url, secret }, email: null } as const;
    const { channels } = startProcess({ notify });
    await channels.onApplicationBootstrap();
    const [{ id, minSeverity }] = await channels.list();
    expect(minSeverity).toBe('critical');
    await channels.update(id, { enabled: false });
    await startProcess({ notify }).channels.onApplicationBootstrap();
    expect(await channels.list()).toMatchObject([{ id, name: 'webhook', enabled: false }]);
  });
});
