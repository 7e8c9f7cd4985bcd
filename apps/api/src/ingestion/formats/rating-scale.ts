/** Stars that ratings are kept in. */
const [leastStars, mostStars] = [0.5, 5];

/** Ratings of a source from their least to their greatest. */
export interface SourceScale {
  min: number;
  max: number;
}

/** What the ratings of a whole file look like. */
export class RatingSpread {
  count = 0;
  min = Infinity;
  max = -Infinity;
  /** Below half a star and above five. */
  below = 0;
  above = 0;
  zeros = 0;
  private readonly seen = new Set<number>();

  add(rating: number): void {
    this.count += 1;
    if (rating < this.min) this.min = rating;
    if (rating > this.max) this.max = rating;
    if (rating < leastStars) {
      this.below += 1;
      if (rating === 0) this.zeros += 1;
    } else if (rating > mostStars) this.above += 1;
    if (this.seen.size < 200) this.seen.add(rating);
  }

  /** Different ratings, as many as 200. */
  get distinct(): readonly number[] {
    return [...this.seen].sort((a, b) => a - b);
  }
}

/** So many ratings of 1 and nothing else are no chance. */
const fewRatings = 10;
/** More zeros than that look like ratings that were not given. */
const unratedShare = 0.25;

/** How ratings become stars. */
export interface ScaleDecision {
  /** null: they are stars as they are. */
  from: SourceScale | null;
  /** For the report. */
  words: string;
}

/** The ratings of a file fit no scale that is known for sure. */
export class UnknownScaleError extends Error {}

/** Up to this share of ratings may be off the scale of stars before another scale is looked for. */
const strayShare = 0.01;

/**
 * Decides on the scale of a file from all its ratings.
 *
 * Stars from 0.5 to 5, in any steps, stay as they are, as do those of a file where no more than one in a hundred is off that scale. Otherwise
 * the scales 0–1, 0–5, 1–10, 0–10 and 0–100 are recognized where the ratings use them to their end.
 *
 * @param given  a scale that the caller knows
 * @throws UnknownScaleError that says what was found and how to name the scale
 */
export function decideScale(spread: RatingSpread, given?: SourceScale): ScaleDecision {
  const { count, min, max, below, above } = spread;
  if (given) return mapped(given, `${shown(given)} as given`);
  if (min === 1 && max === 1 && count >= fewRatings)
    throw new UnknownScaleError(
      `all ${count} ratings are 1, which may be likes or events rather than stars. Name the scale: --scale 0..1 makes them five stars, --scale 1..5 one star (scale in the API)`,
    );
  if (count === 0 || below + above === 0) return { from: null, words: 'stars from 0.5 to 5, as they are' };
  if (below + above <= strayShare * count)
    return { from: null, words: `stars from 0.5 to 5; ${below + above} ratings are off that scale` };
  const found = spread.distinct;
  if (min === 0 && max === 1 && found.length === 2) return recognized({ min: 0, max: 1 }, 'dislike and like');
  if (min === 0 && (max === 5 || max === 10) && spread.zeros > unratedShare * count)
    throw new UnknownScaleError(
      `${spread.zeros} of ${count} ratings are 0, which may mean "not rated". Name the scale: --scale 1..${max} leaves them out, --scale 0..${max} takes them as the worst (scale in the API)`,
    );
  if (min === 0 && max === 5) return recognized({ min: 0, max: 5 }, 'zeros among ratings up to 5');
  if (min >= 1 && max === 10) return recognized({ min: 1, max: 10 }, 'ratings up to 10');
  if (min >= 0 && max === 10)
    return recognized({ min: 0, max: 10 }, 'zeros or parts of one among ratings up to 10');
  if (min >= 0 && max > 20 && max <= 100) return recognized({ min: 0, max: 100 }, `ratings up to ${max}`);
  throw new UnknownScaleError(
    `the ratings go from ${min} to ${max}, which is no scale that is known for sure (${found.slice(0, 12).join(', ')}${found.length > 12 ? ', …' : ''}). Name it, such as --scale ${suggestion(min, max)} (scale "${suggestion(min, max)}" in the API)`,
  );
}

function suggestion(min: number, max: number): string {
  if (min >= 0 && max <= 1) return '0..1';
  if (min >= 1 && max <= 10) return '1..10';
  if (min >= 0 && max <= 10) return '0..10';
  if (min >= 0 && max <= 100) return '0..100';
  return `${Math.floor(min)}..${Math.ceil(max)}`;
}

function recognized(from: SourceScale, why: string): ScaleDecision {
  return mapped(from, `${shown(from)}, recognized by ${why}`);
}

/** A five-point scale is one of stars: a 4 of 1 to 5 is four stars, not 3.875. */
function mapped(from: SourceScale, words: string): ScaleDecision {
  if (from.max === 5 && (from.min === 1 || from.min === 0.5)) return { from: null, words: `stars, ${words}` };
  return {
    from,
    words: `${words}; a rating r becomes ${leastStars} + ${mostStars - leastStars} · (r − ${from.min}) / ${from.max - from.min} stars`,
  };
}

function shown({ min, max }: SourceScale): string {
  return `a scale from ${min} to ${max}`;
}

/** SQL of the stars of `column`, which is on the scale `from`: linear, from half a star to five. */
export function starsSql(column: string, { min, max }: SourceScale): string {
  return `${leastStars} + ${mostStars - leastStars} * (${column}::float8 - ${Number(min)}) / ${Number(max - min)}`;
}

/** Stars of a rating of the scale `from`. */
export function starsOf(rating: number, { min, max }: SourceScale): number {
  return leastStars + ((mostStars - leastStars) * (rating - min)) / (max - min);
}

/** Reads `1..10`. @returns null when it is no scale */
export function parseScale(text: string): SourceScale | null {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*(?:\.\.|-|–|to|:)\s*(-?\d+(?:\.\d+)?)\s*$/i.exec(text);
  const [min, max] = [Number(match?.[1]), Number(match?.[2])];
  return match && min < max ? { min, max } : null;
}
