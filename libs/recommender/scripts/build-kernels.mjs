import asc from 'assemblyscript/asc';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Compiles assembly/ to WebAssembly twice, with and without relaxed SIMD, and writes both as a TypeScript module, so that
// the library reads no file when it runs.

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(project, 'src', 'kernels', 'kernels.generated.ts');

const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--sharedMemory'];
const features = ['--maximumMemory', '65536', '--enable', 'simd', '--enable', 'threads'];

/** The binary of one build. Kernels keep no static data: every thread's instance would write it again. */
async function compile(extra) {
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

process.chdir(project);
const simd128 = await compile([]);
const relaxedSimd = await compile(['--enable', 'relaxed-simd']);
const module = `// Written by scripts/build-kernels.mjs from assembly/.
/** WebAssembly in base64: for every processor with 128-bit SIMD. */
export const simd128 = '${simd128}';
/** The same with relaxed SIMD: multiplies and adds in one step where the processor can. */
export const relaxedSimd = '${relaxedSimd}';
`;
if (!existsSync(output) || readFileSync(output, 'utf8') !== module) writeFileSync(output, module);
