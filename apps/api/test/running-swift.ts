import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { S3Settings } from '../src/platform/config/app-config.js';

/** A real S3 server: OpenStack Swift with its S3 API, which checks signatures and keeps parts, ranges and pages. */
export interface RunningSwift {
  /** Of a bucket that exists. */
  settings: S3Settings;
  /** Somebody whom the server knows and who may use nothing. */
  stranger: Pick<S3Settings, 'accessKeyId' | 'secretAccessKey'>;
  /** Straight to the server, for what happens behind the store's back. */
  client: S3Client;
  makeBucket(name: string): Promise<void>;
  stop(): Promise<void>;
}

const storageServers = ['account', 'container', 'object'] as const;
const programs = ['proxy', ...storageServers].map((name) => `swift-${name}-server`);

/** What of Swift is not installed; null when all of it is. */
export function missingOfSwift(): string | null {
  const missing = programs.filter((name) => spawnSync('which', [name]).status !== 0);
  return missing.length === 0 ? null : `${missing.join(', ')} is not installed`;
}

/** Takes some five seconds of an idle processor. */
export async function startSwift(): Promise<RunningSwift> {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-swift-'));
  const ports = await freePorts(programs.length);
  configure(folder, ports);
  makeRings(folder, ports);
  const servers = programs.map((program) => launch(program, folder));
  const endpoint = `http://127.0.0.1:${ports[0]}`;
  const settings: S3Settings = {
    endpoint,
    region: 'us-east-1',
    bucket: 'artifacts',
    accessKeyId: 'marquee:writer',
    secretAccessKey: 'secret-of-the-writer',
  };
  const client = new S3Client({
    endpoint,
    region: settings.region,
    credentials: settings,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const makeBucket = async (name: string) => {
    await client.send(new CreateBucketCommand({ Bucket: name }));
  };

  async function stop(): Promise<void> {
    client.destroy();
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
  try {
    await untilAnswers(`${endpoint}/healthcheck`);
    await eventually(() => makeBucket(settings.bucket));
  } catch (error) {
    const complaints = servers.map((server) => server.complaints()).join('\n');
    await stop();
    throw new Error(`Swift did not start: ${String(error)}\n${complaints}`, { cause: error });
  }
  return {
    settings,
    stranger: { accessKeyId: 'marquee:stranger', secretAccessKey: 'secret-of-the-stranger' },
    client,
    makeBucket,
    stop,
  };
}

function configure(folder: string, [proxyPort, ...storagePorts]: number[]): void {
  const common = (port: number) => `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = ${userInfo().username}
swift_dir = ${folder}
devices = ${folder}/disks
mount_check = false
disable_fallocate = true
log_level = CRITICAL
`;
  mkdirSync(join(folder, 'disks', 'one'), { recursive: true });
  writeFileSync(
    join(folder, 'swift.conf'),
    '[swift-hash]\nswift_hash_path_prefix = tests\nswift_hash_path_suffix = only\n',
  );
  storageServers.forEach((name, i) =>
    writeFileSync(
      join(folder, `swift-${name}-server.conf`),
      `${common(storagePorts[i])}[pipeline:main]\npipeline = ${name}-server\n[app:${name}-server]\nuse = egg:swift#${name}\n`,
    ),
  );
  const filters = ['catch_errors', 'gatekeeper', 'healthcheck', 'memcache', 's3api', 'tempauth', 'slo'];
  const options: Record<string, string> = {
    // Swift insists on a cache and works without one that answers.
    memcache: 'memcache_servers = 127.0.0.1:1\n',
    s3api: 'location = us-east-1\ns3_acl = false\ncheck_bucket_owner = false\n',
    tempauth:
      'user_marquee_writer = secret-of-the-writer .admin\nuser_marquee_stranger = secret-of-the-stranger\n',
  };
  writeFileSync(
    join(folder, 'swift-proxy-server.conf'),
    `${common(proxyPort)}[pipeline:main]\npipeline = ${filters.join(' ')} proxy-server\n` +
      '[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true\n' +
      filters.map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n${options[name] ?? ''}`).join(''),
  );
}

/** Says which of the three storage servers keeps what: there is one of each, with one disk. */
function makeRings(folder: string, [, ...storagePorts]: number[]): void {
  const script = `
import sys
from swift.common.ring import RingBuilder
folder = sys.argv[1]
for argument in sys.argv[2:]:
    name, port = argument.split('=')
    ring = RingBuilder(2, 1, 0)
    ring.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': int(port), 'device': 'one', 'weight': 1})
    ring.rebalance()
    ring.get_ring().save(f'{folder}/{name}.ring.gz')
`;
  const servers = storageServers.map((name, i) => `${name}=${storagePorts[i]}`);
  execFileSync('/usr/bin/python3', ['-c', script, folder, ...servers], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

function launch(program: string, folder: string): { complaints(): string; stop(): Promise<void> } {
  const server = spawn(program, [join(folder, `${program}.conf`), '--verbose'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  server.stderr.on('data', (chunk) => (complaints += chunk));
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  return {
    complaints: () => complaints,
    async stop() {
      server.kill('SIGKILL');
      await ended;
    },
  };
}

async function untilAnswers(url: string): Promise<void> {
  await eventually(async () => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  });
}

/** @throws the last error after a minute: processors may be busy */
async function eventually(attempt: () => Promise<void>): Promise<void> {
  for (const giveUp = Date.now() + 60_000; ;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > giveUp) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const probe = createServer().listen(0, '127.0.0.1', () => resolve(probe));
        }),
    ),
  );
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}
