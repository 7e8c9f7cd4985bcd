/** What a request says about where it comes from. */
export interface RequestOrigin {
  method: string;
  host: string | undefined;
  origin: string | undefined;
  secFetchSite: string | undefined;
  /** What the answer is for in the browser: `document` for a page of its own, not for one inside of another. */
  secFetchDest: string | undefined;
}

export interface OriginRules {
  /** Whether callers need a key: without one, being on this machine is what lets them in, so names are checked. */
  hasKeys: boolean;
  /** Host names beyond loopback that this server answers to without keys. */
  allowedHosts: readonly string[];
  /** Origins whose pages may call the API. */
  corsOrigins: readonly string[];
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Finds out whether a browser was led here by somebody else's page: by a name that points at this machine (DNS rebinding;
 * only without keys, where loopback is the protection) or by a request of another origin that changes something (CSRF). Without
 * keys, pages of others may not read either, beyond links to this server: a list that is asked for is logged as served.
 *
 * @returns a sentence that says what was met and what to set, or null
 */
export function foreignOriginFault(request: RequestOrigin, rules: OriginRules): string | null {
  const { method, host, origin, secFetchSite } = request;
  if (!rules.hasKeys && !isOwnHost(host, rules.allowedHosts))
    return `Without API keys this server answers only to localhost, and the request is for "${shown(host)}". Add the name to ALLOWED_HOSTS, or set API_KEYS.`;
  // Pages cannot write this header, and behind a proxy it is right where `Host` is another.
  if (secFetchSite === 'same-origin') return null;
  if (origin !== undefined && rules.corsOrigins.includes(origin)) return null;
  const isForeignSite = secFetchSite === 'cross-site' || secFetchSite === 'same-site';
  if (safeMethods.has(method))
    return !rules.hasKeys && isForeignSite && !isNavigation(request)
      ? 'Pages of other origins may not ask anything here. Add their origin to CORS_ORIGINS if it is yours.'
      : null;
  if (origin !== undefined && !isSameOrigin(origin, host))
    return `Pages of ${shown(origin)} may not change anything here. Add the origin to CORS_ORIGINS if it is yours.`;
  return origin === undefined && isForeignSite
    ? 'Pages of other origins may not change anything here.'
    : null;
}

/** A link to this server, or a preflight, which asks whether something may be asked. */
function isNavigation({ method, secFetchDest }: RequestOrigin): boolean {
  return method === 'OPTIONS' || secFetchDest === 'document';
}

function isOwnHost(host: string | undefined, allowed: readonly string[]): boolean {
  const name = hostName(host);
  return name !== null && (isLoopback(name) || allowed.some((one) => one.toLowerCase() === name));
}

/** Returns the name of a Host header without its port, lower case; null when it is none. */
function hostName(host: string | undefined): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host ?? '');
  return match ? match[1].toLowerCase().replace(/\.$/, '') : null;
}

export function isLoopback(name: string): boolean {
  return (
    name === 'localhost' ||
    name === '[::1]' ||
    name === '::1' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
  );
}

/** The scheme is left out: a proxy in front may speak TLS. */
function isSameOrigin(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: own } = new URL(origin);
  if (!/^https?:$/.test(protocol) || hostName(host) === null) return false;
  const here = `${protocol}//${host}`;
  return URL.canParse(here) && own === new URL(here).host;
}

function shown(text: string | undefined): string {
  return (text ?? '').slice(0, 100);
}
