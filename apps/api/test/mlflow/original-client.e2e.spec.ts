import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type RunningApp } from '../e2e/running-app.js';

/** Python interpreters that have the original client: `pip install mlflow-skinny pandas scikit-learn`. */
const clients = [
  { variable: 'MLFLOW_PYTHON', title: 'MLflow 3', checks: 40 },
  { variable: 'MLFLOW2_PYTHON', title: 'MLflow 2', checks: 35 },
];

interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

/** Runs client_surface.py, which prints a JSON object a check. */
function surface(python: string, url: string, key: string, folder: string): Promise<Check[]> {
  const script = join(import.meta.dirname, 'client_surface.py');
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    TMPDIR: folder,
    PYTHONDONTWRITEBYTECODE: '1',
    MARQUEE_SMALL: '1',
    MLFLOW_TRACKING_URI: url,
    MLFLOW_TRACKING_USERNAME: 'anyone',
    MLFLOW_TRACKING_PASSWORD: key,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(python, [script], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    let complaints = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => {
      const lines = printed.split('\n').filter((line) => line.startsWith('{"name"'));
      if (lines.length === 0) return reject(new Error(`No check ran: ${complaints.slice(-2000)}`));
      resolve(lines.map((line) => JSON.parse(line) as Check));
    });
  });
}

describe.each(clients)('the original client of $title', ({ variable, checks }) => {
  const python = process.env[variable];
  if (!python || !existsSync(python)) {
    it.todo(`works against Marquee (not run: ${variable} names no Python that has it)`);
    return;
  }
  let app: RunningApp;
  let folder: string;
  const secret = 'secret-of-the-admin-key';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marquee-mlflow-'));
    app = await startApp({ apiKeys: [{ name: 'admin', role: 'admin', secret }] });
  });
  afterAll(async () => {
    await app.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('passes every check of client_surface.py', async () => {
    const found = await surface(python, app.url, secret, folder);
    expect(found.filter(({ ok }) => !ok)).toEqual([]);
    expect(found.length).toBeGreaterThanOrEqual(checks);
  }, 300_000);
});
