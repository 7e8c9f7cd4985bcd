/** What a column of a ratings file holds. */
export const columnRoles = ['user', 'item', 'rating', 'time'] as const;
export type ColumnRole = (typeof columnRoles)[number];

/** Names of columns by what they hold, letters and digits alone; the surest first. */
const names: Record<ColumnRole, readonly string[]> = {
  user: [
    'userid',
    'user',
    'uid',
    'users',
    'username',
    'useridx',
    'userno',
    'userkey',
    'usernumber',
    'reviewerid',
    'reviewer',
    'customerid',
    'customer',
    'memberid',
    'member',
    'accountid',
    'account',
    'profileid',
    'personid',
    'visitorid',
    'viewerid',
    'clientid',
    'raterid',
  ],
  item: [
    'movieid',
    'movie',
    'itemid',
    'item',
    'iid',
    'mid',
    'filmid',
    'film',
    'items',
    'movieno',
    'moviekey',
    'productid',
    'product',
    'asin',
    'parentasin',
    'isbn',
    'titleid',
    'contentid',
    'showid',
    'animeid',
    'bookid',
    'songid',
    'trackid',
    'artistid',
    'businessid',
    'imdbid',
    'const',
    'letterboxduri',
    'tmdbid',
  ],
  rating: [
    'rating',
    'ratings',
    'stars',
    'star',
    'score',
    'overall',
    'userrating',
    'yourrating',
    'movierating',
    'bookrating',
    'ratingvalue',
    'ratingscore',
    'value',
    'grade',
    'vote',
    'preference',
    'points',
  ],
  time: [
    'timestamp',
    'time',
    'ratedat',
    'ratingtimestamp',
    'ratingtime',
    'createdat',
    'datetime',
    'date',
    'ratingdate',
    'daterated',
    'rateddate',
    'unixreviewtime',
    'reviewtime',
    'reviewdate',
    'ts',
    'unixtime',
    'epoch',
    'when',
    'updatedat',
  ],
};

/** Endings that tell where no whole name does: `ml_user_id`, `Book-Rating`. */
const endings: Record<ColumnRole, RegExp> = {
  user: /(userid|reviewerid|customerid)$/,
  item: /(movieid|itemid|filmid|productid)$/,
  rating: /(rating|stars|score)$/,
  time: /(timestamp|datetime)$/,
};

/** Finds the column of each role by name; null where no name tells. */
export function rolesByName(header: readonly string[]): Record<ColumnRole, number | null> {
  const plain = header.map((name) =>
    name
      .toLowerCase()
      .replace(/:(token|float)(_seq)?$/, '')
      .replaceAll(/[^\p{L}\p{N}]/gu, ''),
  );
  const taken = new Set<number>();
  const find = (role: ColumnRole): number | null => {
    for (const name of names[role]) {
      const at = plain.indexOf(name);
      if (at !== -1 && !taken.has(at)) return at;
    }
    const byEnding = plain.flatMap((name, at) => (endings[role].test(name) && !taken.has(at) ? [at] : []));
    return byEnding.length === 1 ? byEnding[0] : null;
  };
  const roles = { user: null, item: null, rating: null, time: null } as Record<ColumnRole, number | null>;
  for (const role of columnRoles) {
    roles[role] = find(role);
    if (roles[role] !== null) taken.add(roles[role]);
  }
  return roles;
}
