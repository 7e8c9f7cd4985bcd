import {
  checkLiteralAddress,
  InternalAddressError,
  isPublicAddress,
  publicLookup,
} from './public-address.js';

describe('isPublicAddress', () => {
  it.each([
    '127.0.0.1',
    '127.255.0.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '::ffff:0:127.0.0.1',
    '64:ff9b:1::7f00:1',
    '2001:0:808:808::80ff:fffe',
    'fec0::1',
    'fe80::1%eth0',
    '168.63.129.16',
    'no address',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    '93.184.215.14',
    '172.32.0.1',
    '11.0.0.1',
    '2606:2800:21f:cb07::1',
    '::ffff:8.8.8.8',
    '2002:808:808::',
  ])('takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('checkLiteralAddress', () => {
  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://[::1]:8080/',
    'http://[::ffff:169.254.169.254]/',
  ])('refuses %s, however it is written', (url) => {
    expect(() => checkLiteralAddress(new URL(url))).toThrow(InternalAddressError);
  });

  it('leaves names to the lookup', () => {
    expect(() => checkLiteralAddress(new URL('http://localhost/'))).not.toThrow();
  });
});

describe('publicLookup', () => {
  it('refuses a name that resolves to this machine', async () => {
    const error = await new Promise((resolve) =>
      publicLookup('localhost', {}, (fault) => {
        resolve(fault);
      }),
    );
    expect(error).toBeInstanceOf(InternalAddressError);
  });
});
