// Lists of the nearest items, a list of at most 2 × size keys for each item and thread.

/** Of a list that was full once, whose key in place size − 1 is therefore the least of the best. */
const WAS_FULL: u32 = 0x80000000;

/**
 * Puts an item into another's list. Keys order by similarity, then by number, lower first: the bits of a positive number
 * in single precision, above the complement of the item. A list that is full is cut down to its best half.
 */
export function offer(
  list: u32,
  item: u32,
  similarity: f32,
  lists: usize,
  lengths: usize,
  floors: usize,
  size: u32,
): void {
  const keys = lists + <usize>list * 2 * size * 8;
  const state = load<u32>(lengths + (list << 2));
  const length = state & ~WAS_FULL;
  const key = ((<u64>reinterpret<u32>(similarity)) << 32) | (<u64>~item);
  // Many similarities may be equal to the least that is kept.
  if (state & WAS_FULL && key < load<u64>(keys + ((size - 1) << 3))) return;
  store<u64>(keys + (length << 3), key);
  if (length + 1 < 2 * size) {
    store<u32>(lengths + (list << 2), state + 1);
    return;
  }
  keepBest(keys, 2 * size, size);
  store<u32>(lengths + (list << 2), size | WAS_FULL);
  const floor = reinterpret<f32>(<u32>(load<u64>(keys + ((size - 1) << 3)) >> 32));
  if (floor > load<f32>(floors + (list << 2))) store<f32>(floors + (list << 2), floor);
}

/** Quickselect: the `wanted` greatest keys to the front, the least of them in the last place of these. */
function keepBest(keys: usize, count: u32, wanted: u32): void {
  let left: i32 = 0;
  let right: i32 = count - 1;
  const target: i32 = wanted - 1;
  while (left < right) {
    const pivot = load<u64>(keys + (((left + right) >> 1) << 3));
    let i = left;
    let j = right;
    while (i <= j) {
      while (load<u64>(keys + (i << 3)) > pivot) i++;
      while (load<u64>(keys + (j << 3)) < pivot) j--;
      if (i > j) break;
      const swapped = load<u64>(keys + (i << 3));
      store<u64>(keys + (i << 3), load<u64>(keys + (j << 3)));
      store<u64>(keys + (j << 3), swapped);
      i++;
      j--;
    }
    if (target <= j) right = j;
    else if (target >= i) left = i;
    else return;
  }
}

/**
 * The best of what the threads found for items first … end − 1, best first.
 *
 * @param lists    of the first thread; the next thread's are `listsStep` bytes on, its lengths `lengthsStep`
 * @param items    [itemCount × size] written: numbers of items, −1 where there are no more
 * @param found    [itemCount × size] written: similarities, 0 where there are no more
 * @param scratch  [size + 1] keys
 */
export function mergeLists(
  first: u32,
  end: u32,
  threads: u32,
  lists: usize,
  listsStep: usize,
  lengths: usize,
  lengthsStep: usize,
  size: u32,
  items: usize,
  found: usize,
  scratch: usize,
): void {
  for (let list = first; list < end; list++) {
    let count: u32 = 0;
    for (let thread: u32 = 0; thread < threads; thread++) {
      const keys = lists + thread * listsStep + <usize>list * 2 * size * 8;
      let length = load<u32>(lengths + thread * lengthsStep + (list << 2)) & ~WAS_FULL;
      if (length > size) {
        keepBest(keys, length, size);
        length = size;
      }
      for (let at: u32 = 0; at < length; at++) {
        const key = load<u64>(keys + (at << 3));
        let to = count;
        if (count < size) count++;
        else if (key > load<u64>(scratch + ((size - 1) << 3))) to = size - 1;
        else continue;
        while (to > 0 && load<u64>(scratch + ((to - 1) << 3)) < key) {
          store<u64>(scratch + (to << 3), load<u64>(scratch + ((to - 1) << 3)));
          to--;
        }
        store<u64>(scratch + (to << 3), key);
      }
    }
    const row = (<usize>list * size) << 2;
    for (let at: u32 = 0; at < size; at++) {
      const key = at < count ? load<u64>(scratch + (at << 3)) : 0;
      store<i32>(items + row + (at << 2), at < count ? <i32>~(<u32>key) : -1);
      store<f32>(found + row + (at << 2), reinterpret<f32>(<u32>(key >> 32)));
    }
  }
}
