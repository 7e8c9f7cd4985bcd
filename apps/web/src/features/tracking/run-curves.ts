import type { RunDetail } from '../../lib/api-types';

export interface Curve {
  metric: string;
  points: { step: number; value: number }[];
}

/** Sorts a run's steps into one curve a metric, each in order of its steps; single points are no curves. */
export function curvesOf(steps: RunDetail['steps']): Curve[] {
  const curves = new Map<string, Curve>();
  for (const { metric, step, value } of steps) {
    const curve = curves.get(metric) ?? { metric, points: [] };
    curve.points.push({ step, value });
    curves.set(metric, curve);
  }
  for (const { points } of curves.values()) points.sort((a, b) => a.step - b.step);
  return [...curves.values()].filter(({ points }) => points.length > 1);
}
