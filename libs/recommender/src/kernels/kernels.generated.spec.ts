import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

describe('kernels.generated.ts', () => {
  it('holds, byte for byte, what assembly/ compiles to', () => {
    const script = join(__dirname, '../../scripts/build-kernels.mjs');
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }, 300_000);
});
