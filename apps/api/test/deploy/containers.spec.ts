import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnvironment } from '../../src/platform/config/parse-environment.js';
import { isInstalled, run } from './monitoring-files.js';

const root = join(__dirname, '../../../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const compose = read('docker-compose.yml');

/** The compose file's variables as they are without any `.env`. */
function withDefaults(text: string): string {
  return text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
}

/** The lines of one service that read `NAME: value` in its environment. */
function environmentOf(service: string): Record<string, string> {
  const block =
    new RegExp(`^  ${service}:\\n(?:(?: {4}.*)?\\n)+`, 'm').exec(withDefaults(compose))?.[0] ?? '';
  const lines = block.matchAll(/^ {6}([A-Z][A-Z0-9_]+): (.*)$/gm);
  return Object.fromEntries(
    [...lines].map(([, name, value]) => [name, value.replaceAll(/^['"]|['"]$/g, '')]),
  );
}

describe('the image', () => {
  const dockerfile = read('Dockerfile');
  const workspaces = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .map((name) => `${folder}/${name}`)
      .filter((path) => existsSync(join(root, path, 'package.json'))),
  );

  it.each([...workspaces, 'migrations'])('installs and takes what was built of %s', (path) => {
    expect(dockerfile).toContain(`COPY ${path}/package.json ${path}/`);
    expect(dockerfile).toContain(`COPY --from=build /marquee/${path}/dist ${path}/dist`);
  });

  it('is of a pinned version, runs as another user than root, and stops in order', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-/m);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  });
});

describe('the compose file', () => {
  it('pins the version of every image', () => {
    const images = [...withDefaults(compose).matchAll(/^ {4}image: (\S+)$/gm)].map(([, image]) => image);
    expect(images.length).toBeGreaterThanOrEqual(8);
    for (const image of images) expect(image).toMatch(/:(v?\d|RELEASE\.\d)/);
  });

  it('gives Marquee settings that it accepts, without any .env', () => {
    const config = parseEnvironment(environmentOf('marquee'));
    expect(config.apiKeys.map(({ name, role }) => [name, role])).toEqual([
      ['owner', 'admin'],
      ['prometheus', 'read'],
    ]);
    expect(config.s3).toMatchObject({ bucket: 'marquee', endpoint: 'http://minio:9000' });
    expect(config.databaseUrl).toContain('@postgres:5432/');
  });

  it('gives Prometheus the key that Marquee lets in', () => {
    const { METRICS_API_KEY } = environmentOf('prometheus');
    expect(environmentOf('marquee').API_KEYS).toContain(`prometheus:read:${METRICS_API_KEY}`);
  });

  it('is explained variable by variable in deploy/compose.env.example', () => {
    const used = [...compose.matchAll(/\$\{(\w+):-/g)].map(([, name]) => name);
    const told = [...read('deploy/compose.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(told.sort());
  });

  it('opens ports on loopback only, unless it is told otherwise', () => {
    const ports = [...withDefaults(compose).matchAll(/^ {6}- '([\d.:]+:\d+:\d+)'$/gm)].map(
      ([, port]) => port,
    );
    expect(ports.length).toBeGreaterThanOrEqual(6);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  if (isInstalled('docker-compose')) {
    it('is sound to docker-compose', () => {
      expect(
        run('docker-compose', ['--file', join(root, 'docker-compose.yml'), 'config', '--quiet']),
      ).toEqual({
        code: 0,
        output: '',
      });
    });
  } else {
    it.todo('is sound to docker-compose (not run: docker-compose is not installed)');
  }
});
