import { spawnSync } from 'node:child_process';

/** Python with some packages, by which files are read as others read them. `MARQUEE_TEST_PYTHON` names another than python3. */
export class PythonPeer {
  private constructor(private readonly command: string) {}

  /** null: there is no Python here that has these packages. */
  static find(packages: readonly string[]): PythonPeer | null {
    const command = process.env.MARQUEE_TEST_PYTHON ?? 'python3';
    const { status } = spawnSync(command, ['-c', `import ${packages.join(', ')}`], { stdio: 'ignore' });
    return status === 0 ? new PythonPeer(command) : null;
  }

  /** @returns what the program prints, which has to be JSON */
  run(program: string): unknown {
    const { status, stdout, stderr } = spawnSync(this.command, ['-'], { input: program, encoding: 'utf8' });
    if (status !== 0) throw new Error(`Python ended with ${status}: ${stderr}`);
    return JSON.parse(stdout);
  }
}
