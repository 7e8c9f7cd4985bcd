import './check-node.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ScriptError, duration, main, nx, projects, root, say } from './workspace.mjs';

/**
 * `node scripts/cold-builds.mjs [times]`: builds again and again from nothing, without any cache. Every third build is
 * pinned to one core (where `taskset` is) and every third has a library that takes 15 s longer, so that a build whose order
 * is not told by the declared dependencies fails here.
 */
const times = Number(process.argv[2] ?? 10);
const libraries = ['recommender', 'drift'].map((name) => join('libs', name));

function removeWhatWasBuilt() {
  const built = projects().map((project) => join(project, 'dist'));
  for (const path of [
    ...built,
    '.nx',
    join('node_modules', '.cache'),
    join('node_modules', '.marquee-build'),
  ])
    rmSync(join(root, path), { recursive: true, force: true });
}

/** While `work` runs, the library's build begins with a wait. */
async function delayed(library, work) {
  const path = join(root, library, 'package.json');
  const original = readFileSync(path, 'utf8');
  const manifest = JSON.parse(original);
  manifest.scripts.build = `node -e "setTimeout(() => {}, 15000)" && ${manifest.scripts.build}`;
  const restore = () => writeFileSync(path, original);
  // A Ctrl-C ends the process without coming back here.
  process.once('exit', restore);
  writeFileSync(path, JSON.stringify(manifest, null, 2));
  try {
    return await work();
  } finally {
    process.off('exit', restore);
    restore();
  }
}

/** On one core from now on, with all that this process starts. */
function pin(cores) {
  const { status } = spawnSync('taskset', ['-cp', cores, String(process.pid)], { stdio: 'ignore' });
  return status === 0;
}

const build = () =>
  nx(['run-many', '-t', 'build'], { env: { NX_SKIP_NX_CACHE: 'true' }, onOutput: () => {} });

await main(async () => {
  for (let turn = 0; turn < times; turn++) {
    removeWhatWasBuilt();
    const library = turn % 3 === 2 ? libraries[Math.floor(turn / 3) % libraries.length] : null;
    const isPinned = turn % 3 === 1 && pin('0');
    const how = library ? `${library} delayed` : isPinned ? 'on one core' : 'plain';
    const began = Date.now();
    const code = library ? await delayed(library, build) : await build();
    if (isPinned) pin(`0-${cpus().length - 1}`);
    if (code !== 0) throw new ScriptError(`Build ${turn + 1} of ${times} (${how}) failed: see above.`);
    const missing = projects().find((project) => !existsSync(join(root, project, 'dist')));
    if (missing) throw new ScriptError(`Build ${turn + 1} of ${times} (${how}) left no ${missing}/dist.`);
    say(`Build ${turn + 1} of ${times}: ${how}, ${duration(began)}.`);
  }
  say(`${times} cold builds, none failed.`);
});
