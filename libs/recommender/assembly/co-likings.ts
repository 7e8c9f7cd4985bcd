// How much the same people like two items, for a block of items and all items before it, and from that the neighbours of
// each; see src/models/neighbour-lists.ts for the formulas, and co-ratings.ts for items, groups and visits.
//
// An entry is two words: item << 8, and the weight of the user's liking divided by how many items they rated. A visit is four:
// where the user's entries begin, from and to where they are of the block, and how many items they rated (f32).

import { offer } from './item-lists';

/**
 * Adds the likings of a block's visitors to its sums.
 *
 * @param sums     [groups × groupLength × 2] vectors, all 0 before the first visit: of weights, and of users
 * @param scratch  [2] vectors
 */
export function coLikingSums(
  list: usize,
  visits: usize,
  visitsEnd: usize,
  sums: usize,
  groupLength: usize,
  firstGroup: u32,
  scratch: usize,
): void {
  const zero = f32x4.splat(0);
  for (; visits < visitsEnd; visits += 16) {
    const begin = list + ((<usize>load<u32>(visits)) << 3);
    let at = list + ((<usize>load<u32>(visits, 4)) << 3);
    const end = list + ((<usize>load<u32>(visits, 8)) << 3);
    const rated = load<f32>(visits, 12);
    while (at < end) {
      const group = load<u32>(at) >> 10;
      v128.store(scratch, zero);
      v128.store(scratch, zero, 16);
      do {
        const lane = scratch + ((load<u32>(at) >> 6) & 0x0c);
        store<f32>(lane, load<f32>(at, 4) * rated);
        store<f32>(lane, 1, 16);
        at += 8;
      } while (at < end && load<u32>(at) >> 10 == group);
      const weights = v128.load(scratch);
      const present = v128.load(scratch, 16);
      const groupSums = sums + <usize>(group - firstGroup) * groupLength * 32;
      for (let other = begin; other < at; other += 8) {
        const sum = groupSums + ((<usize>(load<u32>(other) >> 8)) << 5);
        const weight = v128.load32_splat(other, 4);
        v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(weights, weight)));
        v128.store(sum, f32x4.add(v128.load(sum, 16), present), 16);
      }
    }
  }
}

/**
 * Offers the pairs of a block to the lists of both items, and clears the sums for the next block. Most pairs are ruled out by a
 * bound in single precision.
 *
 * @param exact   [3 × (itemCount + 4)] f64: m_j, C_jj^−α and C_jj^−(1−α)
 * @param rough   the same in f32
 * @param chance  λ / Σ m
 * @param genres  [itemCount × genreCount] f32 unit vectors; genreCount a multiple of four, 0 for none
 */
export function coLikingSelect(
  sums: usize,
  groupLength: usize,
  firstGroup: u32,
  groupCount: u32,
  itemCount: u32,
  exact: usize,
  rough: usize,
  chance: f64,
  shrinkage: f64,
  minSupport: f32,
  genres: usize,
  genreCount: u32,
  genreAgreement: f64,
  lists: usize,
  lengths: usize,
  floors: usize,
  size: u32,
): void {
  const zero = f32x4.splat(0);
  const stride = itemCount + 4;
  // Single precision may be off by a few parts in a million.
  const most = f32x4.splat(<f32>(1 + genreAgreement) * 1.0001);
  const beta = f32x4.splat(<f32>shrinkage);
  const least = f32x4.splat(max(minSupport, 1));
  for (let group: u32 = 0; group < groupCount; group++) {
    const groupSums = sums + group * groupLength * 32;
    const first = (firstGroup + group) << 2;
    const end = min(first + 4, itemCount);
    const expected = f32x4.mul(v128.load(rough + (first << 2)), f32x4.splat(<f32>chance));
    const own = f32x4.mul(v128.load(rough + ((stride + first) << 2)), most);
    const others = f32x4.mul(v128.load(rough + ((2 * stride + first) << 2)), most);
    for (let other: u32 = 0; other < end; other++) {
      const at = groupSums + (other << 5);
      const users = v128.load(at, 16);
      if (!v128.any_true(users)) continue;
      const liking = v128.load(at);
      v128.store(at, zero);
      v128.store(at, zero, 16);
      // The excess is a difference: it is bounded from above by what rounding may take off.
      const off = f32x4.mul(liking, f32x4.splat(1e-5));
      const chances = f32x4.mul(expected, v128.load32_splat(rough + (other << 2)));
      const excess = f32x4.add(
        f32x4.sub(liking, chances),
        f32x4.add(off, f32x4.mul(chances, f32x4.splat(1e-5))),
      );
      const base = f32x4.div(f32x4.mul(excess, users), f32x4.add(users, beta));
      const ofItems = f32x4.mul(f32x4.mul(base, own), v128.load32_splat(rough + ((2 * stride + other) << 2)));
      const ofOther = f32x4.mul(f32x4.mul(base, others), v128.load32_splat(rough + ((stride + other) << 2)));
      const wanted = v128.and(
        v128.and(f32x4.ge(users, least), f32x4.gt(excess, zero)),
        v128.or(
          f32x4.ge(ofItems, v128.load(floors + (first << 2))),
          f32x4.ge(ofOther, v128.load32_splat(floors + (other << 2))),
        ),
      );
      let lanes = i32x4.bitmask(wanted) & ((1 << (end - first)) - 1);
      if (other >= first) lanes &= -2 << (other - first);
      for (; lanes != 0; lanes &= lanes - 1) {
        const item = first + ctz(lanes);
        const lane = Lanes.bytesOf(ctz(lanes));
        const n = <f64>f32x4.extract_lane(i8x16.swizzle(users, lane), 0);
        const c = <f64>f32x4.extract_lane(i8x16.swizzle(liking, lane), 0);
        const beyond = c - chance * load<f64>(exact + (item << 3)) * load<f64>(exact + (other << 3));
        let common = (beyond * n) / (n + shrinkage);
        if (genreCount > 0) common *= 1 + genreAgreement * Lanes.dot(genres, item, other, genreCount);
        const ofItem = <f32>(
          (common *
            load<f64>(exact + ((stride + item) << 3)) *
            load<f64>(exact + ((2 * stride + other) << 3)))
        );
        if (ofItem > 0 && ofItem >= load<f32>(floors + (item << 2))) {
          offer(item, other, ofItem, lists, lengths, floors, size);
        }
        const ofTheOther = <f32>(
          (common *
            load<f64>(exact + ((stride + other) << 3)) *
            load<f64>(exact + ((2 * stride + item) << 3)))
        );
        if (ofTheOther > 0 && ofTheOther >= load<f32>(floors + (other << 2))) {
          offer(other, item, ofTheOther, lists, lengths, floors, size);
        }
      }
    }
  }
}

/** AssemblyScript inlines what is decorated. */
class Lanes {
  /** The bytes of a lane, four times, for a swizzle. */
  @inline
  static bytesOf(lane: i32): v128 {
    return i32x4.splat(0x03020100 + lane * 0x04040404);
  }

  @inline
  static dot(rows: usize, a: u32, b: u32, length: u32): f64 {
    let p = rows + ((<usize>a * length) << 2);
    let q = rows + ((<usize>b * length) << 2);
    const end = p + (length << 2);
    let sum = f32x4.splat(0);
    for (; p < end; p += 16) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(p), v128.load(q)));
      q += 16;
    }
    // prettier-ignore
    return <f64>(
      (f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)))
    );
  }
}
