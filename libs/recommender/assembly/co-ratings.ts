// Sums over the users who rated both of two items, for a block of items and all items before it, and from them the nearest
// items of each. Items are numbered by how often they are rated, most often first, so that the accumulators of a block
// are short where users are many, and few users come where they are long.
//
// An entry is one rating: item << 8 | code << 4, the code being the rating on a grid of at most 16 values. `list` holds the
// entries of all users, each user's by ascending item. A visit is three places in `list`: where a user's entries begin,
// and from where to where they are of the block. A group is four items side by side in the lanes of a vector.
//
// Whole numbers are packed, so that one vector adds several sums of four pairs:
//
//   one word     n << 19 | Σ d                       d = (a − b)² or a·b, by the table of increments
//   two words    n << 19 | Σ ab,  Σ a² << 16 | Σ b²
//   three words  the same,        Σ a  << 16 | Σ b
//
// Before a field can run over they are added to `totals`, whole words a sum: a group is emptied after `limit` users.

import { offer } from './item-lists';

/** Written once for one, two and three words: AssemblyScript inlines what is decorated. */
class Sums {
  /** The vectors of increments of one item with rating `a` in a lane: [lane][a][16 codes][words]. */
  @inline
  static incrementsOf(entry: u32, increments: usize, words: usize): usize {
    return increments + <usize>(((entry >> 4) & 0x30) | ((entry >> 4) & 0x0f)) * 256 * words;
  }

  @inline
  static add(entry: u32, sums: usize, increments: usize, words: usize): void {
    const sum = sums + <usize>(entry >> 8) * 16 * words;
    const increment = increments + <usize>(entry & 0xf0) * words;
    v128.store(sum, i32x4.add(v128.load(sum), v128.load(increment)));
    if (words > 1) v128.store(sum, i32x4.add(v128.load(sum, 16), v128.load(increment, 16)), 16);
    if (words > 2) v128.store(sum, i32x4.add(v128.load(sum, 32), v128.load(increment, 32)), 32);
  }

  @inline
  static visit(
    list: usize,
    visits: usize,
    visitsEnd: usize,
    increments: usize,
    scratch: usize,
    sums: usize,
    totals: usize,
    counts: usize,
    groupLength: usize,
    firstGroup: u32,
    codeCount: usize,
    limit: u32,
    words: usize,
  ): void {
    const tableBytes = codeCount * 16 * words;
    for (; visits < visitsEnd; visits += 12) {
      const begin = list + ((<usize>load<u32>(visits)) << 2);
      let at = list + ((<usize>load<u32>(visits, 4)) << 2);
      const end = list + ((<usize>load<u32>(visits, 8)) << 2);
      while (at < end) {
        let entry = load<u32>(at);
        const group = entry >> 10;
        let table = Sums.incrementsOf(entry, increments, words);
        at += 4;
        while (at < end) {
          entry = load<u32>(at);
          if (entry >> 10 != group) break;
          const more = Sums.incrementsOf(entry, increments, words);
          for (let byte: usize = 0; byte < tableBytes; byte += 16) {
            v128.store(scratch + byte, v128.or(v128.load(table + byte), v128.load(more + byte)));
          }
          table = scratch;
          at += 4;
        }
        const groupAt = <usize>(group - firstGroup);
        const groupSums = sums + groupAt * groupLength * 16 * words;
        let other = begin;
        if ((at - other) & 4) {
          Sums.add(load<u32>(other), groupSums, table, words);
          other += 4;
        }
        for (; other < at; other += 8) {
          Sums.add(load<u32>(other), groupSums, table, words);
          Sums.add(load<u32>(other, 4), groupSums, table, words);
        }
        const count = counts + (groupAt << 3);
        const users = load<u32>(count) + 1;
        if (users < limit) store<u32>(count, users);
        else {
          empty(groupSums, totals + groupAt * groupLength * 32 * words, groupLength, words);
          store<u32>(count, 0);
          store<u32>(count, 1, 4);
        }
      }
    }
  }

  @inline
  static addToTotals(totals: usize, high: v128, low: v128): void {
    v128.store(totals, i32x4.add(v128.load(totals), high));
    v128.store(totals, i32x4.add(v128.load(totals, 16), low), 16);
  }

  /** Unpacks one item's sums with a group into `fields`, and clears them; false where nobody rated both. */
  @inline
  static unpack(sums: usize, totals: usize, emptied: bool, fields: usize, words: usize): bool {
    const zero = i32x4.splat(0);
    if (emptied) {
      if (!v128.any_true(v128.load(totals))) return false;
      for (let word: usize = 0; word < 2 * words; word++) {
        v128.store(fields + word * 16, v128.load(totals + word * 16));
        v128.store(totals + word * 16, zero);
      }
      return true;
    }
    const first = v128.load(sums);
    if (!v128.any_true(first)) return false;
    v128.store(sums, zero);
    v128.store(fields, i32x4.shr_u(first, 19));
    v128.store(fields, v128.and(first, i32x4.splat(0x7ffff)), 16);
    for (let word: usize = 1; word < words; word++) {
      const packed = v128.load(sums + word * 16);
      v128.store(sums + word * 16, zero);
      v128.store(fields + word * 32, i32x4.shr_u(packed, 16));
      v128.store(fields + word * 32, v128.and(packed, i32x4.splat(0xffff)), 16);
    }
    return true;
  }
}

/** Adds the packed sums of one group to its totals, and clears them. */
function empty(sums: usize, totals: usize, groupLength: usize, words: usize): void {
  const zero = i32x4.splat(0);
  const end = sums + groupLength * 16 * words;
  while (sums < end) {
    const first = v128.load(sums);
    if (v128.any_true(first)) {
      Sums.addToTotals(totals, i32x4.shr_u(first, 19), v128.and(first, i32x4.splat(0x7ffff)));
      v128.store(sums, zero);
      for (let word: usize = 1; word < words; word++) {
        const packed = v128.load(sums + word * 16);
        Sums.addToTotals(totals + word * 32, i32x4.shr_u(packed, 16), v128.and(packed, i32x4.splat(0xffff)));
        v128.store(sums + word * 16, zero);
      }
    }
    sums += 16 * words;
    totals += 32 * words;
  }
}

/**
 * Adds the ratings of a block's visitors to its sums.
 *
 * @param words       1, 2 or 3
 * @param increments  [4 lanes × 16 codes of a × 16 codes of b × words] vectors, 0 in all other lanes
 * @param scratch     [16 × words] vectors
 * @param sums        [groups × groupLength × words] vectors, all 0 before the first visit
 * @param totals      [groups × groupLength × 2 words] vectors, likewise
 * @param counts      [groups × 2] users since the sums were emptied, and whether they ever were; likewise
 */
export function coRatingSums(
  words: u32,
  list: usize,
  visits: usize,
  visitsEnd: usize,
  increments: usize,
  scratch: usize,
  sums: usize,
  totals: usize,
  counts: usize,
  groupLength: usize,
  firstGroup: u32,
  codeCount: usize,
  limit: u32,
): void {
  if (words == 1)
    Sums.visit(
      list,
      visits,
      visitsEnd,
      increments,
      scratch,
      sums,
      totals,
      counts,
      groupLength,
      firstGroup,
      codeCount,
      limit,
      1,
    );
  else if (words == 2)
    Sums.visit(
      list,
      visits,
      visitsEnd,
      increments,
      scratch,
      sums,
      totals,
      counts,
      groupLength,
      firstGroup,
      codeCount,
      limit,
      2,
    );
  else
    Sums.visit(
      list,
      visits,
      visitsEnd,
      increments,
      scratch,
      sums,
      totals,
      counts,
      groupLength,
      firstGroup,
      codeCount,
      limit,
      3,
    );
}

/** The similarities: see `similarityOf` and `coRatingLists` in src/. */
const MSD: u32 = 0;
const COSINE: u32 = 1;
const PEARSON: u32 = 2;
const NORMED_COSINE: u32 = 3;

class Similarities {
  @inline
  static low(v: v128): v128 {
    return f64x2.convert_low_i32x4_u(v);
  }

  @inline
  static high(v: v128): v128 {
    return f64x2.convert_low_i32x4_u(i32x4.shuffle(v, v, 2, 3, 0, 1));
  }

  @inline
  static correlation(n: v128, ab: v128, aa: v128, bb: v128, a: v128, b: v128): v128 {
    const squares = f64x2.mul(
      f64x2.sub(f64x2.mul(n, aa), f64x2.mul(a, a)),
      f64x2.sub(f64x2.mul(n, bb), f64x2.mul(b, b)),
    );
    return f64x2.div(f64x2.sub(f64x2.mul(n, ab), f64x2.mul(a, b)), f64x2.sqrt(squares));
  }

  @inline
  static shrunk(similarity: v128, n: v128, shrinkage: f64): v128 {
    if (shrinkage == 0) return similarity;
    return f64x2.div(f64x2.mul(similarity, n), f64x2.add(n, f64x2.splat(shrinkage)));
  }

  /**
   * Similarities of one item with a group of four, rounded to single precision; no number where they have none.
   *
   * @param fields  [2 × words] vectors of whole numbers: the sums, unpacked
   * @param norms   of the group's items, four f64; only for NORMED_COSINE
   */
  @inline
  static of(kind: u32, fields: usize, unit: f64, shrinkage: f64, norms: usize, norm: f64): v128 {
    const count = v128.load(fields);
    const sum = v128.load(fields, 16);
    const n0 = Similarities.low(count);
    const n1 = Similarities.high(count);
    let s0: v128;
    let s1: v128;
    if (kind == MSD) {
      const one = f64x2.splat(1);
      s0 = f64x2.div(one, f64x2.add(f64x2.div(f64x2.mul(Similarities.low(sum), f64x2.splat(unit)), n0), one));
      s1 = f64x2.div(
        one,
        f64x2.add(f64x2.div(f64x2.mul(Similarities.high(sum), f64x2.splat(unit)), n1), one),
      );
    } else if (kind == NORMED_COSINE) {
      s0 = f64x2.div(
        f64x2.mul(Similarities.low(sum), f64x2.splat(unit)),
        f64x2.mul(v128.load(norms), f64x2.splat(norm)),
      );
      s1 = f64x2.div(
        f64x2.mul(Similarities.high(sum), f64x2.splat(unit)),
        f64x2.mul(v128.load(norms, 16), f64x2.splat(norm)),
      );
    } else {
      const aa = v128.load(fields, 32);
      const bb = v128.load(fields, 48);
      if (kind == COSINE) {
        s0 = f64x2.div(
          Similarities.low(sum),
          f64x2.sqrt(f64x2.mul(Similarities.low(aa), Similarities.low(bb))),
        );
        s1 = f64x2.div(
          Similarities.high(sum),
          f64x2.sqrt(f64x2.mul(Similarities.high(aa), Similarities.high(bb))),
        );
      } else {
        const a = v128.load(fields, 64);
        const b = v128.load(fields, 80);
        s0 = Similarities.correlation(
          n0,
          Similarities.low(sum),
          Similarities.low(aa),
          Similarities.low(bb),
          Similarities.low(a),
          Similarities.low(b),
        );
        s1 = Similarities.correlation(
          n1,
          Similarities.high(sum),
          Similarities.high(aa),
          Similarities.high(bb),
          Similarities.high(a),
          Similarities.high(b),
        );
      }
    }
    return i8x16.shuffle(
      f32x4.demote_f64x2_zero(Similarities.shrunk(s0, n0, shrinkage)),
      f32x4.demote_f64x2_zero(Similarities.shrunk(s1, n1, shrinkage)),
      // prettier-ignore
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      16,
      17,
      18,
      19,
      20,
      21,
      22,
      23,
    );
  }
}

/**
 * Offers the pairs of a block to the lists of both items, and clears the sums for the next block. A list has room for 2 × size
 * keys (see `offer`); floors hold the similarity that is needed to get into a list that was full.
 *
 * @param kind       MSD (one word), COSINE (two), PEARSON (three) or NORMED_COSINE (one)
 * @param itemCount  of all items; the block ends there at the latest
 * @param unit       square of the distance between two codes, in rating units
 * @param norms      [itemCount + 4] of each item, in codes
 * @param scratch    [16] vectors
 */
export function coRatingSelect(
  kind: u32,
  sums: usize,
  totals: usize,
  counts: usize,
  groupLength: usize,
  firstGroup: u32,
  groupCount: u32,
  itemCount: u32,
  unit: f64,
  shrinkage: f64,
  minSupport: u32,
  norms: usize,
  lists: usize,
  lengths: usize,
  floors: usize,
  size: u32,
  scratch: usize,
): void {
  const words: usize = kind == COSINE ? 2 : kind == PEARSON ? 3 : 1;
  const results = scratch + 6 * 16;
  const least = i32x4.splat(minSupport);
  for (let group: u32 = 0; group < groupCount; group++) {
    const emptied = load<u32>(counts + (group << 3), 4) != 0;
    const groupSums = sums + group * groupLength * 16 * words;
    const groupTotals = totals + group * groupLength * 32 * words;
    if (emptied) empty(groupSums, groupTotals, groupLength, words);
    store<u64>(counts + (group << 3), 0);
    const first = (firstGroup + group) << 2;
    const end = min(first + 4, itemCount);
    for (let other: u32 = 0; other < end; other++) {
      const sumsAt = groupSums + other * 16 * words;
      const totalsAt = groupTotals + other * 32 * words;
      if (!Sums.unpack(sumsAt, totalsAt, emptied, scratch, words)) continue;
      const enough = i32x4.ge_u(v128.load(scratch), least);
      if (!v128.any_true(enough)) continue;
      const norm = load<f64>(norms + (other << 3));
      const found = Similarities.of(kind, scratch, unit, shrinkage, norms + (first << 3), norm);
      const floor = f32x4.splat(load<f32>(floors + (other << 2)));
      const lowest = f32x4.min(floor, v128.load(floors + (first << 2)));
      const wanted = v128.and(enough, v128.and(f32x4.gt(found, f32x4.splat(0)), f32x4.ge(found, lowest)));
      let lanes = i32x4.bitmask(wanted) & ((1 << (end - first)) - 1);
      if (other >= first) lanes &= -2 << (other - first);
      if (lanes == 0) continue;
      v128.store(results, found);
      for (; lanes != 0; lanes &= lanes - 1) {
        const lane = ctz(lanes);
        const similarity = load<f32>(results + (lane << 2));
        const item = first + lane;
        if (similarity >= load<f32>(floors + (other << 2))) {
          offer(other, item, similarity, lists, lengths, floors, size);
        }
        if (similarity >= load<f32>(floors + (item << 2))) {
          offer(item, other, similarity, lists, lengths, floors, size);
        }
      }
    }
  }
}
