import './check-node.mjs';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ScriptError,
  duration,
  ensureBuilt,
  ensureInstalled,
  main,
  nx,
  projects,
  root,
  runNode,
  tool,
} from './workspace.mjs';

/**
 * `npm test [-- --coverage] [-- <part of a path>]`: everything, in order, going on after a failure. With a path only the
 * tests that match it run. The last line is `N passed, N failed`, with `, N skipped` if any were.
 */
const words = process.argv.slice(2);
const filters = words.filter((word) => !word.startsWith('-'));
const withCoverage = words.includes('--coverage');
/** Only against a step that hangs: a busy machine may be many times slower than a quiet one. */
const stepTimeoutMs = 50 * 60_000;

const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];

function record(name, began, { passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const counts = `${passed} passed${failed ? `, ${failed} FAILED` : ''}${skipped ? `, ${skipped} skipped` : ''}`;
  summary.push(`${failed ? '✖' : '✔'} ${name.padEnd(28)} ${counts.padEnd(36)} ${duration(began)}`);
}

function heading(name) {
  console.log(`\n━━━ ${name} ${'━'.repeat(Math.max(3, 70 - name.length))}`);
}

/** A step that passes or fails as a whole. */
async function check(name, ...commands) {
  heading(name);
  const began = Date.now();
  let isGood = true;
  for (const command of commands) isGood = (await command()) === 0 && isGood;
  record(name, began, isGood ? { passed: 1 } : { failed: 1 });
}

/** Jest's configurations, libraries first and the browser last. */
function jestConfigs() {
  const order = ['scripts', 'libs', 'migrations', 'apps'];
  const configs = [...projects(), 'scripts'].flatMap((project) =>
    readdirSync(join(root, project))
      .filter((file) => /^jest.*\.config\.m?js$/.test(file))
      .map((file) => ({ project, file, kind: /^jest\.(?:(.+)\.)?config/.exec(file)[1] ?? '' })),
  );
  const rank = ({ project, kind }) =>
    `${kind ? 1 : 0}${order.findIndex((folder) => project.startsWith(folder))}${project}`;
  return configs.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

async function jest({ project, file, kind }, outputFolder) {
  const name = [project.replaceAll('\\', '/'), kind].filter(Boolean).join(' · ');
  heading(name);
  const began = Date.now();
  const outputFile = join(outputFolder, `${name.replaceAll(/\W+/g, '-')}.json`);
  const parameters = [
    '-c',
    join(project, file),
    '--maxWorkers=2',
    '--passWithNoTests',
    '--json',
    `--outputFile=${outputFile}`,
  ];
  if (withCoverage) {
    parameters.push(
      '--coverage',
      '--coverageProvider=v8',
      `--coverageDirectory=${join(root, 'coverage', project, kind)}`,
    );
    parameters.push('--coverageReporters=text-summary', '--coverageReporters=lcovonly');
  }
  const code = await runNode([tool('jest'), ...filters, ...parameters], { timeoutMs: stepTimeoutMs });
  record(name, began, countsOf(outputFile, code));
}

/** A suite that could not run, or a run that ended without a report, is one failure: it must not pass for nothing. */
function countsOf(outputFile, code) {
  if (!existsSync(outputFile)) return { failed: code === 0 ? 0 : 1 };
  const report = JSON.parse(readFileSync(outputFile, 'utf8'));
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Installs and builds; without that no further step could say anything but this again. */
async function isReady() {
  for (const [name, prepare] of [
    ['install', ensureInstalled],
    ['build', ensureBuilt],
  ]) {
    const began = Date.now();
    heading(name);
    try {
      await prepare();
    } catch (error) {
      console.error(`\n${error instanceof ScriptError ? error.message : error.stack}`);
      record(name, began, { failed: 1 });
      console.error(`\nNothing was tested, because the ${name} failed: mend that first.`);
      return false;
    }
  }
  return true;
}

async function everyStep() {
  if (filters.length === 0) {
    await check(
      'lint',
      () => runNode([tool('eslint'), '.', '--max-warnings', '0'], { timeoutMs: stepTimeoutMs }),
      () => runNode([tool('prettier'), '--check', '--log-level=warn', '.'], { timeoutMs: stepTimeoutMs }),
    );
    await check('typecheck', () => nx(['run-many', '-t', 'typecheck'], { timeoutMs: stepTimeoutMs }));
  }
  const outputFolder = mkdtempSync(join(tmpdir(), 'marquee-results-'));
  try {
    for (const config of jestConfigs()) await jest(config, outputFolder);
  } finally {
    rmSync(outputFolder, { recursive: true, force: true });
  }
}

await main(async () => {
  const began = Date.now();
  if (await isReady()) await everyStep();
  console.log(`\n${summary.join('\n')}\n  in ${duration(began)}\n`);
  const skipped = total.skipped ? `, ${total.skipped} skipped` : '';
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
});
