/** A point of a curve as it is drawn. */
export interface CurvePoint {
  step: number;
  /** ms since 1970. */
  timestamp: number;
  value: number;
}

/**
 * Thins a curve out to what the eye sees of it: Largest Triangle Three Buckets.
 *
 * The first and the last point stay; between them each of `count − 2` buckets of equally many points gives the one that
 * spans the largest triangle with the point chosen before it and the mean of the next bucket.
 *
 *   2·area = |(x_a − x_c)(y_b − y_a) − (x_a − x_b)(y_c − y_a)|
 *
 * Given the extremes of many small buckets rather than all points it draws nearly the same, many times faster (MinMaxLTTB:
 * Van Der Donckt, Van Der Donckt, Rademaker & Van Hoecke 2023, arXiv:2305.00332); LTTB: Steinarsson 2013, "Downsampling
 * Time Series for Visual Representation", University of Iceland, section 4.2.
 *
 * @param points  in the order of their x; finite values
 * @param count   how many are wanted, 3 or more
 * @param xOf     the horizontal axis
 */
export function largestTriangles(
  points: readonly CurvePoint[],
  count: number,
  xOf: (point: CurvePoint) => number,
): CurvePoint[] {
  if (points.length <= count) return [...points];
  const width = (points.length - 2) / (count - 2);
  const chosen = [points[0]];
  for (let bucket = 0; bucket < count - 2; bucket += 1) {
    const from = Math.floor(bucket * width) + 1;
    const to = Math.floor((bucket + 1) * width) + 1;
    const next = points.slice(to, Math.min(Math.floor((bucket + 2) * width) + 1, points.length));
    chosen.push(largestOf(points.slice(from, to), chosen[bucket], meanOf(next, xOf), xOf));
  }
  chosen.push(points[points.length - 1]);
  return chosen;
}

function largestOf(
  candidates: readonly CurvePoint[],
  before: CurvePoint,
  after: { x: number; y: number },
  xOf: (point: CurvePoint) => number,
): CurvePoint {
  const [x, y] = [xOf(before), before.value];
  let best = candidates[0];
  let largest = -1;
  for (const candidate of candidates) {
    const area = Math.abs((x - after.x) * (candidate.value - y) - (x - xOf(candidate)) * (after.y - y));
    if (area > largest) [best, largest] = [candidate, area];
  }
  return best;
}

function meanOf(points: readonly CurvePoint[], xOf: (point: CurvePoint) => number): { x: number; y: number } {
  let [x, y] = [0, 0];
  for (const point of points) {
    x += xOf(point) / points.length;
    y += point.value / points.length;
  }
  return { x, y };
}

/** Extremes and ends of a curve, in its order, thinned out to `count`; over time where every step is the same. */
export function drawable(points: readonly CurvePoint[], count: number): CurvePoint[] {
  const inOrder = [...points].sort(
    (a, b) => a.step - b.step || a.timestamp - b.timestamp || a.value - b.value,
  );
  const distinct = inOrder.filter((point, i) => i === 0 || !isSame(point, inOrder[i - 1]));
  const isOverTime = distinct.length > 0 && distinct[0].step === distinct[distinct.length - 1].step;
  return largestTriangles(distinct, count, isOverTime ? ({ timestamp }) => timestamp : ({ step }) => step);
}

function isSame(a: CurvePoint, b: CurvePoint): boolean {
  return a.step === b.step && a.timestamp === b.timestamp && a.value === b.value;
}
