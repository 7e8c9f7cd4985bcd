import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirInUseError, isAlive, lockDataDir } from './embedded-postgres-lock.js';

describe('lockDataDir', () => {
  let dataDir: string;
  let lock: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'marquee-lock-'));
    lock = join(dataDir, 'marquee.lock');
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('refuses a second claim while the first is held and leaves no other file', () => {
    const release = lockDataDir(dataDir);
    expect(() => lockDataDir(dataDir)).toThrow(DataDirInUseError);
    expect(readdirSync(dataDir)).toEqual(['marquee.lock']);
    release();
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('takes over the claim of a process that is gone', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(isAlive(pid)).toBe(false);
    writeFileSync(lock, JSON.stringify({ pid, born: null }));
    lockDataDir(dataDir)();
  });

  it('takes over a claim whose process id belongs to another process now', () => {
    writeFileSync(lock, JSON.stringify({ pid: process.ppid, born: 'before the last boot' }));
    lockDataDir(dataDir)();
  });

  it('believes a living process whose time of birth was not recorded', () => {
    writeFileSync(lock, JSON.stringify({ pid: process.ppid, born: null }));
    expect(() => lockDataDir(dataDir)).toThrow(`process ${process.ppid}`);
  });

  it.each(['', '{', 'null', '[]', '{"pid":"7"}'])('takes over a file that is no claim: %p', (text) => {
    writeFileSync(lock, text);
    lockDataDir(dataDir)();
    expect(existsSync(lock)).toBe(false);
  });

  it('releases only its own claim', () => {
    const release = lockDataDir(dataDir);
    writeFileSync(lock, '{"pid":1,"born":"another"}');
    release();
    expect(existsSync(lock)).toBe(true);
  });
});
