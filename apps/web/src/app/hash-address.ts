/**
 * The address of this dashboard that a link of MLflow's client means: the client prints `/#/experiments/1/runs/<id>` and
 * `/#/models/<name>/versions/<n>`, whose page is in the hash.
 *
 * @returns null where the hash is none of these
 */
export function addressOfHash(hash: string): string | null {
  const [, path] = /^#(\/[^?]*)/.exec(hash) ?? [];
  if (path === undefined) return null;
  const run = /^\/experiments\/[^/]+\/runs\/([0-9a-f]{32}|[0-9a-f-]{36})(?:\/|$)/i.exec(path);
  if (run) return `/runs/${dashed(run[1])}`;
  if (/^\/experiments(?:\/|$)/.test(path)) return '/runs';
  return /^\/models(?:\/|$)/.test(path) ? '/models' : null;
}

function dashed(id: string): string {
  return id
    .toLowerCase()
    .replaceAll('-', '')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
