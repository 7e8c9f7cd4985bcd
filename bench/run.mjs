import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run bench [-- name ...]`: the named benchmarks, or all of them, one after the other. */
const folder = import.meta.dirname;
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.mjs'))
  .map((file) => file.replace('.bench.mjs', ''))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are: ${all.join(', ')}.`);
  process.exit(1);
}
console.log(
  `Node ${process.version}, ${process.platform} ${process.arch}. Shared machines are noisy: compare within one run.`,
);
let failed = 0;
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n# ${name}\n`);
  failed +=
    spawnSync(process.execPath, [join(folder, `${name}.bench.mjs`)], { stdio: 'inherit' }).status === 0
      ? 0
      : 1;
}
process.exit(failed === 0 ? 0 : 1);
