import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startApp, type RunningApp } from '../e2e/running-app.js';
import { dashboards, isInstalled } from './monitoring-files.js';
import { startPrometheus, type RunningPrometheus } from './running-prometheus.js';

const key = 'key-of-prometheus-for-tests';
const firing = (name: string) => `ALERTS{alertname="${name}",alertstate="firing"}`;

describe('a real Prometheus', () => {
  if (!isInstalled('prometheus')) {
    it.todo('scrapes Marquee (not run: prometheus is not installed)');
    return;
  }

  let app: RunningApp;
  let gate: Server;
  let prometheus: RunningPrometheus;
  let broken = false;

  beforeAll(async () => {
    app = await startApp({ apiKeys: [{ name: 'prometheus', role: 'read', secret: key }] });
    // Between the two, so that Marquee can seem to be gone.
    gate = createServer((request, response) => {
      if (broken) return void response.writeHead(503).end();
      const headers = { authorization: request.headers.authorization ?? '' };
      void fetch(app.url + request.url, { headers }).then(async (answer) => {
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
        response.end(await answer.text());
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => gate.once('listening', resolve));
    prometheus = await startPrometheus(`127.0.0.1:${(gate.address() as AddressInfo).port}`, key);
  });

  afterAll(async () => {
    await prometheus?.stop();
    gate?.close();
    await app?.stop();
  });

  it('is let in by its key and takes the metrics', async () => {
    await prometheus.until('up{job="marquee"} == 1', (samples) => samples.length === 1);
    await prometheus.until('http_requests_total{job="marquee",route="/metrics"}', ([sample]) =>
      Boolean(sample),
    );
  });

  it('evaluates the expression of every panel', async () => {
    const panels = dashboards().flatMap(([, dashboard]) => dashboard.panels);
    for (const { expr } of panels.flatMap(({ targets }) => targets)) await prometheus.query(expr);
  });

  it('has an alert that fires while Marquee does not answer and clears when it does', async () => {
    expect(await prometheus.query(firing('MarqueeDown'))).toEqual([]);
    broken = true;
    await prometheus.until(firing('MarqueeDown'), (samples) => samples.length === 1);
    broken = false;
    await prometheus.until(firing('MarqueeDown'), (samples) => samples.length === 0);
  });

  it('tells that no model serves an empty installation', async () => {
    await prometheus.until(firing('MarqueeNoChampion'), (samples) => samples.length === 1);
  });
});
