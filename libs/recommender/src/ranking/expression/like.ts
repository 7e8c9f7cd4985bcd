/**
 * Whether a text is like a pattern, in which % stands for any run of characters and _ for any one, whatever the case.
 * O(text · pattern) at worst, since only the last % is ever tried again: no pattern takes long.
 */
export function isLike(text: string, pattern: string): boolean {
  const given = text.toLowerCase();
  const wanted = pattern.toLowerCase();
  let at = 0;
  let place = 0;
  let retryAt = -1;
  let retryPlace = 0;
  while (at < given.length) {
    if (wanted[place] === '%') {
      retryAt = at;
      retryPlace = ++place;
    } else if (place < wanted.length && (wanted[place] === '_' || wanted[place] === given[at])) {
      at++;
      place++;
    } else if (retryAt >= 0) {
      at = ++retryAt;
      place = retryPlace;
    } else return false;
  }
  while (wanted[place] === '%') place++;
  return place === wanted.length;
}
