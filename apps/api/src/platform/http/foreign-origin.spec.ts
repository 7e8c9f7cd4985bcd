import { foreignOriginFault, type OriginRules, type RequestOrigin } from './foreign-origin.js';

const open: OriginRules = { hasKeys: false, allowedHosts: [], corsOrigins: [] };
const keyed: OriginRules = { ...open, hasKeys: true };
const own = 'localhost:8080';

function fault(request: Partial<RequestOrigin>, rules = open): string | null {
  return foreignOriginFault(
    {
      method: 'GET',
      host: own,
      origin: undefined,
      secFetchSite: undefined,
      secFetchDest: undefined,
      ...request,
    },
    rules,
  );
}

describe('foreignOriginFault', () => {
  it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1:1', '127.9.9.9', '[::1]:8080', 'localhost.:8080'])(
    'answers to %s without keys',
    (host) => {
      expect(fault({ host })).toBeNull();
    },
  );

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.1.5',
    '0.0.0.0',
    '[::ffff:10.0.0.1]',
    'localhost@evil.example',
    'localhost:80:80',
    '',
    undefined,
  ])('does not answer to %s without keys', (host) => {
    expect(fault({ host })).toMatch(/ALLOWED_HOSTS/);
  });

  it('answers to names that are allowed, and to any name where keys are needed', () => {
    expect(fault({ host: 'Marquee.lan:8080' }, { ...open, allowedHosts: ['marquee.lan'] })).toBeNull();
    expect(fault({ host: 'movies.example' }, keyed)).toBeNull();
  });

  it.each([
    'http://evil.example',
    'http://localhost:3000',
    'https://localhost:8081',
    'null',
    'file://',
    'localhost:8080',
  ])('refuses a change from a page of %s, with keys and without', (origin) => {
    expect(fault({ method: 'POST', origin })).toMatch(/CORS_ORIGINS/);
    expect(fault({ method: 'DELETE', origin }, keyed)).toMatch(/CORS_ORIGINS/);
  });

  it('takes changes of its own pages, behind TLS too', () => {
    expect(fault({ method: 'POST', origin: 'http://localhost:8080' })).toBeNull();
    expect(
      fault({ method: 'POST', origin: 'https://movies.example', host: 'movies.example' }, keyed),
    ).toBeNull();
    expect(
      fault({ method: 'POST', origin: 'https://movies.example', host: 'movies.example:443' }, keyed),
    ).toBeNull();
  });

  it('takes changes of origins that are allowed', () => {
    const rules = { ...open, corsOrigins: ['https://app.example'] };
    expect(fault({ method: 'PUT', origin: 'https://app.example' }, rules)).toBeNull();
  });

  it('takes changes of programs, which send neither header', () => {
    expect(fault({ method: 'POST' })).toBeNull();
  });

  it('refuses a change that a browser says is of another site', () => {
    expect(fault({ method: 'POST', secFetchSite: 'cross-site' })).not.toBeNull();
    expect(fault({ method: 'PATCH', secFetchSite: 'same-site' })).not.toBeNull();
    expect(fault({ method: 'POST', secFetchSite: 'same-origin' })).toBeNull();
  });

  it('trusts a browser that says the page is its own, where a proxy has changed the host', () => {
    const changed = { method: 'POST', origin: 'https://movies.example', secFetchSite: 'same-origin' };
    expect(fault(changed)).toBeNull();
    expect(fault({ ...changed, host: 'evil.example' })).toMatch(/ALLOWED_HOSTS/);
  });

  it.each(['cross-site', 'same-site'])('lets %s pages only link here without keys', (secFetchSite) => {
    for (const secFetchDest of ['image', 'script', 'empty', 'iframe', undefined])
      expect(fault({ secFetchSite, secFetchDest })).toMatch(/CORS_ORIGINS/);
    expect(fault({ secFetchSite, secFetchDest: 'document' })).toBeNull();
    expect(fault({ secFetchSite, secFetchDest: 'empty', method: 'OPTIONS' })).toBeNull();
    expect(fault({ secFetchSite, secFetchDest: 'image' }, keyed)).toBeNull();
    const allowed = { ...open, corsOrigins: ['https://app.example'] };
    expect(fault({ secFetchSite, origin: 'https://app.example' }, allowed)).toBeNull();
  });

  it.each(['[', 'a b', 'x:99999', 'x/y', ''])('refuses a change from elsewhere for the host %j', (host) => {
    expect(fault({ method: 'POST', host, origin: 'http://x' }, keyed)).toMatch(/CORS_ORIGINS/);
  });

  it('lets pages of others read nothing but what browsers let them', () => {
    expect(fault({ origin: 'http://evil.example' })).toBeNull();
  });
});
