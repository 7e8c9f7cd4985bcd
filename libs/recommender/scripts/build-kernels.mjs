import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Compiles assembly/ to WebAssembly twice, with and without relaxed SIMD, and writes both as a TypeScript module, so that
// the library reads no file when it runs. The module is committed with a hash of what it was made from, and compiled
// again only when that has changed. With --check it is compiled in any case and compared: exit code 1 if it differs.

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(project, 'src', 'kernels', 'kernels.generated.ts');
const isCheck = process.argv.includes('--check');

const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--sharedMemory'];
const features = ['--maximumMemory', '65536', '--enable', 'simd', '--enable', 'threads'];
const variants = { simd128: [], relaxedSimd: ['--enable', 'relaxed-simd'] };

/** SHA-256 of the sources, the compiler's version and how it is called; line endings of a checkout do not count. */
function hashOfSources() {
  const { devDependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const hash = createHash('sha256').update(
    JSON.stringify([devDependencies.assemblyscript, flags, features, variants]),
  );
  const folder = join(project, 'assembly');
  for (const name of readdirSync(folder).sort()) {
    hash.update(`\n${name}\n`).update(readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n'));
  }
  return hash.digest('hex');
}

/** The binary of one build. Kernels keep no static data: every thread's instance would write it again. */
async function compile(asc, extra) {
  let binary;
  const { error, stderr } = await asc.main(
    ['assembly/index.ts', '--outFile', 'kernels.wasm', ...flags, ...features, ...extra],
    {
      readFile: (name, folder) =>
        existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : null,
      writeFile: (_name, contents) => void (binary = contents),
      listFiles: () => [],
    },
  );
  if (error || !binary) {
    console.error(stderr.toString());
    throw error ?? new Error('The compiler wrote no kernels');
  }
  return Buffer.from(binary).toString('base64');
}

async function compileModule(sources) {
  const { default: asc } = await import('assemblyscript/asc');
  return `// Written by scripts/build-kernels.mjs from assembly/.
// Sources: ${sources}
/** WebAssembly in base64: for every processor with 128-bit SIMD. */
export const simd128 = '${await compile(asc, variants.simd128)}';
/** The same with relaxed SIMD: multiplies and adds in one step where the processor can. */
export const relaxedSimd = '${await compile(asc, variants.relaxedSimd)}';
`;
}

process.chdir(project);
const sources = hashOfSources();
const written = existsSync(output) ? readFileSync(output, 'utf8').replaceAll('\r\n', '\n') : '';
if (isCheck || !written.includes(`// Sources: ${sources}\n`)) {
  const module = await compileModule(sources);
  if (isCheck && module !== written) {
    console.error(
      'src/kernels/kernels.generated.ts is not what assembly/ compiles to: run node libs/recommender/scripts/build-kernels.mjs and commit it.',
    );
    process.exitCode = 1;
  } else if (!isCheck) {
    writeFileSync(output, module);
  }
}
