import { WrongKeys } from './wrong-keys.js';

describe('WrongKeys', () => {
  let now = 0;
  const keys = (): WrongKeys => {
    now = 1_000_000;
    return new WrongKeys(() => now);
  };
  const fail = (wrong: WrongKeys, times: number, address = 'a'): void => {
    for (let at = 0; at < times; at++) wrong.record(address);
  };

  it('tolerates nine wrong keys in a minute and locks out at the tenth', () => {
    const wrong = keys();
    fail(wrong, 9);
    expect(wrong.lockedSeconds('a')).toBe(0);
    fail(wrong, 1);
    expect(wrong.lockedSeconds('a')).toBe(60);
    expect(wrong.lockedSeconds('b')).toBe(0);
  });

  it('forgives what is older than a minute', () => {
    const wrong = keys();
    fail(wrong, 9);
    now += 61_000;
    fail(wrong, 9);
    expect(wrong.lockedSeconds('a')).toBe(0);
  });

  it('locks out for twice as long each time, up to a quarter of an hour, and starts over after a long peace', () => {
    const wrong = keys();
    const locks = Array.from({ length: 6 }, () => {
      fail(wrong, 10);
      const seconds = wrong.lockedSeconds('a');
      now += seconds * 1000;
      return seconds;
    });
    expect(locks).toEqual([60, 120, 240, 480, 900, 900]);
    now += 3_600_000;
    fail(wrong, 10);
    expect(wrong.lockedSeconds('a')).toBe(60);
  });

  it('remembers no more than ten thousand addresses', () => {
    const wrong = keys();
    fail(wrong, 10, 'first');
    for (let at = 0; at < 10_000; at++) wrong.record(`address ${at}`);
    expect(wrong.lockedSeconds('first')).toBe(0);
  });
});
