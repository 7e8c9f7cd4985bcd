import { callerAddress } from './caller-address.js';

describe('callerAddress', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::ffff', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', ''],
  ])('counts %s by %s', (ip, expected) => {
    expect(callerAddress(ip)).toBe(expected);
  });

  it('keeps no more than the beginning of what is no address', () => {
    expect(callerAddress('x'.repeat(10_000))).toHaveLength(64);
  });
});
