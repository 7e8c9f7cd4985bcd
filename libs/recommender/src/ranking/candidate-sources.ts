import type { ScoreFrame } from './candidates.js';
import { scoreWeights } from './candidates.js';
import { rankTopN } from './top-n.js';

/**
 * What proposes items: that people with the same likings like them; that the model puts them
 * high; that everybody knows and likes them; that they are of the genres one likes; that they came after the model.
 */
export type CandidateSource = 'neighbours' | 'model' | 'popular' | 'genre' | 'new';

/** The items that each source proposes, best first, by item index. */
export type Proposals = readonly (readonly [source: CandidateSource, items: readonly number[]])[];

/** How many items a source proposes where nobody says otherwise; see `rankForUser`. */
export const defaultPerSource = 100;

/**
 * The first stage: the best of each signal by itself, among those that may appear.
 *
 * @param knownItems  items from this index on are new
 */
export function proposeCandidates(
  frame: ScoreFrame,
  knownItems: number,
  excluded: (item: number) => boolean,
  perSource: number,
): Proposals {
  const { affinities, predictedRatings, preferences, taste, priors } = frame.signals;
  const modelled = preferences ?? predictedRatings;
  const known = (item: number): boolean => item >= knownItems || excluded(item);
  const drawnTo = (item: number): boolean => !(affinities[item] > 0) || known(item);
  const fits = (item: number): boolean => !(taste[item] > 0) || known(item);
  const popularity = new Float32Array(taste.length);
  for (let item = 0; item < popularity.length; item++) {
    popularity[item] = scoreWeights.quality * priors.quality[item] + scoreWeights.fame * priors.fame[item];
  }
  const newItems = rankTopN(taste.subarray(knownItems), (row) => excluded(knownItems + row), perSource).map(
    (row) => knownItems + row,
  );
  return [
    ['neighbours', rankTopN(affinities, drawnTo, perSource)],
    ['model', modelled ? rankTopN(modelled, known, perSource) : []],
    ['popular', rankTopN(popularity, known, perSource)],
    ['genre', rankTopN(taste, fits, perSource)],
    ['new', newItems],
  ];
}

/** All items that any source proposes, once each, ascending. */
export function unionOf(proposals: Proposals): Int32Array {
  return Int32Array.from(new Set(proposals.flatMap(([, items]) => items))).sort();
}

/** Which sources propose each of some items, in the order of `items`. */
export function sourcesOf(items: readonly number[], proposals: Proposals): CandidateSource[][] {
  const lists = proposals.map(([source, proposed]) => [source, new Set(proposed)] as const);
  return items.map((item) => lists.filter(([, set]) => set.has(item)).map(([source]) => source));
}
