import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prometheusFolder, ruleFiles } from './monitoring-files.js';

export interface Sample {
  metric: Record<string, string>;
  value: [seconds: number, value: string];
}

/** The real Prometheus on the files of deploy/prometheus, hurried: it scrapes every second and alerts wait for a second. */
export interface RunningPrometheus {
  /** @throws when Prometheus cannot evaluate the expression */
  query(expression: string): Promise<Sample[]>;
  /** Asks until the answer is as wanted. @throws after half a minute */
  until(expression: string, wanted: (samples: Sample[]) => boolean): Promise<Sample[]>;
  stop(): Promise<void>;
}

/** @param target  host:port that stands for Marquee; `key` is what is sent to it */
export async function startPrometheus(target: string, key: string): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-prometheus-'));
  writeFileSync(join(folder, 'prometheus.yml'), hurriedConfiguration(target, join(folder, 'key')));
  writeFileSync(join(folder, 'key'), key);
  for (const [name, text] of ruleFiles())
    writeFileSync(join(folder, name), text.replaceAll(/for: \w+/g, 'for: 1s'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaints = '';
  server.stderr.on('data', (chunk) => (complaints += chunk));
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));

  async function query(expression: string): Promise<Sample[]> {
    const answer = await fetch(`${url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expression.replaceAll('$__rate_interval', '1m') }),
    });
    const { status, error, data } = (await answer.json()) as {
      status: string;
      error?: string;
      data?: { result: Sample[] };
    };
    if (status !== 'success' || !data) throw new Error(`${expression}: ${error}`);
    return data.result;
  }

  async function until(expression: string, wanted: (samples: Sample[]) => boolean): Promise<Sample[]> {
    let last: unknown;
    for (const giveUp = Date.now() + 30_000; Date.now() < giveUp;) {
      try {
        const samples = await query(expression);
        if (wanted(samples)) return samples;
        last = samples;
      } catch (error) {
        last = error;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(`${expression} stayed at ${JSON.stringify(last)} ${String(last)}. ${complaints}`);
  }

  return {
    query,
    until,
    async stop() {
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function hurriedConfiguration(target: string, keyFile: string): string {
  return readFileSync(join(prometheusFolder, 'prometheus.yml'), 'utf8')
    .replace(/credentials_file: .*/, `credentials_file: ${keyFile}`)
    .replace(/dns_sd_configs:\n(?: {6,}.*\n)+/, `static_configs:\n      - targets: ['${target}']\n`)
    .replace(/alerting:\n(?: {2,}.*\n)+/, '')
    .replaceAll(/(scrape_interval|evaluation_interval|scrape_timeout): \w+/g, '$1: 1s');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
