import { addressOfHash } from './hash-address';

describe('addressOfHash', () => {
  it.each([
    ['#/experiments/1/runs/0123456789abcdef0123456789abcdef', '/runs/01234567-89ab-cdef-0123-456789abcdef'],
    [
      '#/experiments/7/runs/0123456789ABCDEF0123456789ABCDEF/artifacts',
      '/runs/01234567-89ab-cdef-0123-456789abcdef',
    ],
    ['#/experiments/7', '/runs'],
    ['#/models/marquee/versions/3', '/models'],
    ['#/models', '/models'],
    ['#section', null],
    ['', null],
  ])('makes of %j the address %j', (hash, address) => {
    expect(addressOfHash(hash)).toBe(address);
  });
});
