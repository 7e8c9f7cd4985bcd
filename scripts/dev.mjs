import './check-node.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { main, prepare, projects, root, say, tool } from './workspace.mjs';

/** `npm run dev`: compilers that watch, the API restarted by every change, the dashboard by Vite with its API proxied. */
const running = new Map();
let stopping = false;

function startChild(name, parameters, { cwd = root, env = {}, onLine } = {}) {
  // In a session of its own: Ctrl-C reaches this script alone, which stops the others in order.
  const options = {
    cwd,
    env: { ...process.env, FORCE_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  };
  const child = spawn(process.execPath, parameters, options);
  running.set(name, child);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim()) console.log(`${name.padEnd(12)} │ ${line}`);
      onLine?.(line);
    });
  }
  child.once('close', (code) => {
    running.delete(name);
    if (stopping) return;
    say(`${name} ended (${code}), so everything stops.`);
    void stopAll(1);
  });
}

async function stopAll(code) {
  if (stopping) return;
  stopping = true;
  const children = [...running.values()];
  const ends = children.map((child) => once(child, 'close'));
  for (const child of children) child.kill('SIGTERM');
  const tooLong = setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), 20_000);
  await Promise.all(ends);
  clearTimeout(tooLong);
  process.exit(code);
}

/** @returns when the first compilation is through */
function watchCompiler(project) {
  return new Promise((resolve) => {
    const onLine = (line) => /Watching for file changes/.test(line) && resolve();
    startChild(
      project.split(/[\\/]/).at(-1),
      [tool('native-typescript', 'tsc'), '-p', project, '--watch', '--preserveWatchOutput'],
      { onLine },
    );
  });
}

await main(async () => {
  await prepare();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stopAll(0));
  const web = join('apps', 'web');
  await Promise.all(
    projects()
      .filter((project) => project !== web)
      .map(watchCompiler),
  );
  const port = process.env.PORT || '8080';
  startChild('serve', [
    '--watch',
    '--watch-preserve-output',
    '--enable-source-maps',
    join('apps', 'api', 'dist', 'main.js'),
  ]);
  startChild('web', [tool('vite')], {
    cwd: join(root, web),
    env: { MARQUEE_API: `http://localhost:${port}` },
  });
});
