import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository's root folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const fromRoot = (...parts) => join(root, ...parts);

/** A fault told in one sentence, without a stack. */
export class ScriptError extends Error {}

/** Runs a script's body: a ScriptError is printed as its sentence, and the exit code tells of any fault. */
export async function main(body) {
  process.chdir(root);
  stopWithNpm();
  try {
    await body();
  } catch (error) {
    console.error(error instanceof ScriptError ? `\n${error.message}` : error);
    process.exit(1);
  }
}

/**
 * npm runs scripts by a shell, and some shells (Debian's) die of a SIGTERM without handing it on. When npm or its shell
 * is gone this process is asked to stop as well.
 */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  const before = callers();
  const watch = setInterval(() => {
    if (callers() === before) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}

/** Process ids of npm's shell and, where the system tells, of npm. */
function callers() {
  const shell = process.ppid;
  try {
    if (readFileSync(`/proc/${shell}/cmdline`, 'utf8').split('\0')[1] !== '-c') return String(shell);
    const npm = /\nPPid:\s*(\d+)/.exec(readFileSync(`/proc/${shell}/status`, 'utf8'))[1];
    return `${shell} ${npm}`;
  } catch {
    return String(shell);
  }
}

/** One line of what goes on, apart from the output of the tools. */
export function say(message) {
  console.log(`▸ ${message}`);
}

/** `47 s` or `3 min 07 s`. */
export function duration(sinceMs) {
  const seconds = Math.round((Date.now() - sinceMs) / 1000);
  return seconds < 60
    ? `${seconds} s`
    : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** Node's arguments to run a program of an installed package, the same on every system: `tool('jest')`, `tool('typescript', 'tsc')`. */
export function tool(packageName, program = packageName) {
  const folder = [
    fromRoot('node_modules', packageName),
    fromRoot('apps', 'web', 'node_modules', packageName),
  ].find(existsSync);
  if (!folder) throw new ScriptError(`${packageName} is not installed: run npm ci.`);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[program]);
}

/**
 * Runs Node in the foreground and waits. While it runs, signals that reach this process are handed on; the process then
 * ends by the same signal's exit code.
 *
 * @param {string[]} parameters
 * @param {{ env?: Record<string, string>, cwd?: string, timeoutMs?: number, onOutput?: (text: string) => void }} [options]
 *   onOutput receives what the program prints, which is then shown only if it fails
 * @returns {Promise<number>} the exit code
 */
export function runNode(parameters, options = {}) {
  return runCommand(process.execPath, parameters, options);
}

function runCommand(command, parameters, { env = {}, cwd = root, onOutput, timeoutMs, shell = false } = {}) {
  const stdio = onOutput ? ['inherit', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(command, parameters, { cwd, env: { ...process.env, ...env }, stdio, shell });
  const held = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      held.push(chunk);
      onOutput(String(chunk));
    });
  }
  let stoppedBy = null;
  const handOn = (signal) => {
    stoppedBy = signal;
    // On Windows a signal is a kill, and Ctrl-C has reached the child already.
    if (process.platform !== 'win32') child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, handOn);
  const tooLong = timeoutMs && setTimeout(() => end(child), timeoutMs);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => {
      clearTimeout(tooLong);
      for (const name of ['SIGINT', 'SIGTERM']) process.off(name, handOn);
      if (stoppedBy) process.exit(128 + constants.signals[stoppedBy]);
      if (code !== 0) process.stdout.write(Buffer.concat(held));
      done(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** In order first, so that a test run can stop its database. */
function end(child) {
  console.error(`Taking too long: process ${child.pid} is stopped.`);
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 15_000);
  child.once('close', () => clearTimeout(force));
}

/** Installs from the lock file when what is installed differs from it, and builds what is stale. */
export async function prepare() {
  await ensureInstalled();
  await ensureBuilt();
}

export async function ensureInstalled() {
  const stamp = fromRoot('node_modules', '.marquee-lock');
  const lock = readFileSync(fromRoot('package-lock.json'));
  const wanted = `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`;
  if (readIfThere(stamp) === wanted) return;
  if (!isInstalled(JSON.parse(lock))) await install();
  writeFileSync(stamp, wanted);
}

/** Whether npm's own record of node_modules agrees with the lock file; npm writes it last, so that a broken install has none. */
function isInstalled(lock) {
  const record = readIfThere(fromRoot('node_modules', '.package-lock.json'));
  if (record === null) return false;
  const installed = JSON.parse(record).packages;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.includes('node_modules/') || wanted.link) return true;
    const found = installed[path];
    return found
      ? found.version === wanted.version
      : Boolean(wanted.optional || wanted.devOptional || wanted.peer);
  });
}

async function install() {
  const began = Date.now();
  say('Installing packages from package-lock.json (a minute or two the first time) …');
  const parameters = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npm = process.env.npm_execpath;
  const code =
    npm && basename(npm) === 'npm-cli.js'
      ? await runNode([npm, ...parameters])
      : await runCommand('npm', parameters, { shell: process.platform === 'win32' });
  if (code !== 0)
    throw new ScriptError(
      `The packages could not be installed (npm ci ended with ${code}): see its message above.`,
    );
  say(`Installed in ${duration(began)}.`);
}

const projectFolders = ['apps', 'libs'];
const notSources = new Set(['node_modules', 'dist', 'coverage', 'test', 'e2e']);

/** Folders of all workspaces, relative to the root. */
export function projects() {
  const nested = projectFolders.flatMap((folder) =>
    readdirSync(fromRoot(folder)).map((name) => join(folder, name)),
  );
  return [...nested, 'migrations'].filter((path) => existsSync(fromRoot(path, 'package.json')));
}

/**
 * Builds unless no source has changed since the last build: told by path, size and time of change, in milliseconds.
 *
 * @throws ScriptError when something does not compile
 */
export async function ensureBuilt() {
  const stamp = fromRoot('node_modules', '.marquee-build');
  const state = sourceState();
  if (readIfThere(stamp) === state && projects().every((path) => existsSync(fromRoot(path, 'dist')))) return;
  const began = Date.now();
  say('Building …');
  if ((await nx(['run-many', '-t', 'build'], { onOutput: sayBuilt })) !== 0)
    throw new ScriptError('The build failed: see the messages above.');
  writeFileSync(stamp, state);
  say(`Built in ${duration(began)}.`);
}

function sayBuilt(output) {
  for (const [, project] of output.matchAll(/nx run (\S+):build/g)) say(`  ${project}`);
}

/** Runs nx with neither daemon nor full-screen interface. */
export function nx(parameters, options = {}) {
  const env = { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' };
  return runNode([tool('nx'), ...parameters, '--outputStyle=static', '--parallel=2'], {
    ...options,
    env: { ...env, ...options.env },
  });
}

function sourceState() {
  const state = createHash('sha256').update(process.version);
  const add = (path) => {
    const stats = statSync(path);
    if (!stats.isDirectory())
      return void state.update(`${relative(root, path)} ${stats.size} ${stats.mtimeMs}\n`);
    for (const name of readdirSync(path).sort()) {
      if (!notSources.has(name) && !/\.spec\.tsx?$/.test(name)) add(join(path, name));
    }
  };
  for (const path of ['package-lock.json', 'tsconfig.base.json', 'nx.json', ...projects()])
    add(fromRoot(path));
  return state.digest('hex');
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/**
 * Waits a moment for a Marquee on the same data folder that is about to end: after a SIGTERM npm returns before the
 * server has stopped. One that stays is left to the server, which says so.
 */
export async function letPreviousStop() {
  const lock = resolve(root, process.env.DATA_DIR || '.data', 'marquee.lock');
  for (let waitedMs = 0; waitedMs < 3000 && isHeld(lock); waitedMs += 100)
    await new Promise((done) => setTimeout(done, 100));
}

function isHeld(lock) {
  try {
    process.kill(JSON.parse(readFileSync(lock, 'utf8')).pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Becomes the program `apps/api/dist/<name>`: same process, so that signals and the exit code need no forwarding. */
export async function become(name, parameters = []) {
  const program = fromRoot('apps', 'api', 'dist', name);
  if (!existsSync(program))
    throw new ScriptError(`${relative(root, program)} is not there: run npm run build.`);
  process.argv.splice(1, process.argv.length, program, ...parameters);
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(program).href);
}

/** Parameters of the command line; those that name a file as seen from where npm was called become absolute. */
export function commandLine() {
  const calledFrom = process.env.INIT_CWD ?? process.cwd();
  return process.argv
    .slice(2)
    .map((word) =>
      !word.startsWith('-') && existsSync(resolve(calledFrom, word)) ? resolve(calledFrom, word) : word,
    );
}
