/** Names that a filter or a column may speak of. */
export interface KnownKeys {
  metrics: readonly string[];
  params: readonly string[];
  tags: readonly string[];
}

const attributes = ['run_name', 'status', 'start_time', 'end_time', 'duration', 'kind', 'user_id', 'run_id'];

/** Keys of these runs, each kind in the order of the alphabet. */
export function keysOf(runs: readonly { metrics: object; params: object; tags: object }[]): KnownKeys {
  const all = (part: 'metrics' | 'params' | 'tags') =>
    [...new Set(runs.flatMap((run) => Object.keys(run[part])))].sort();
  return { metrics: all('metrics'), params: all('params'), tags: all('tags') };
}

/** A key as the search language writes it: `metrics.rmse`, ``tags.`my tag` ``. */
export function written(kind: 'metrics' | 'params' | 'tags', key: string): string {
  return /^[A-Za-z_][\w.]*$/.test(key) ? `${kind}.${key}` : `${kind}.\`${key}\``;
}

/**
 * What the word at the end of a filter may become. Nothing right after a comparison is complete or while a text is open.
 *
 * @returns the whole filter with each completion
 */
export function completions(filter: string, keys: KnownKeys, most = 12): string[] {
  const [, before, word] = /^(.*?)([\w.`]*)$/s.exec(filter) ?? ['', '', filter];
  const isAtName = before.trim() === '' || /\bAND\s+$/i.test(before);
  if (!isAtName) return [];
  const names = [
    ...keys.metrics.map((key) => written('metrics', key)),
    ...keys.params.map((key) => written('params', key)),
    ...keys.tags.map((key) => written('tags', key)),
    ...attributes,
  ];
  const wanted = word.toLowerCase();
  return names
    .filter((name) => name !== word && name.toLowerCase().includes(wanted))
    .sort((a, b) => Number(b.toLowerCase().startsWith(wanted)) - Number(a.toLowerCase().startsWith(wanted)))
    .slice(0, most)
    .map((name) => before + name);
}

/** Where a refusal of a filter points to, 0-based; null where it names no place. */
export function faultPosition(detail: string | undefined): number | null {
  const [, position] = /at position (\d+)/.exec(detail ?? '') ?? [];
  return position === undefined ? null : Number(position);
}
