import { createHash } from 'node:crypto';

export const abMetrics = ['click-through', 'positive-rating'] as const;
/** What arms are compared by: films opened, or rated 4 or more, of the films seen. */
export type AbMetric = (typeof abMetrics)[number];

export interface AbArm {
  arm: string;
  alias: string;
  /** Of all people, in (0, 1]; who is on no arm gets the champion. */
  share: number;
  /** The version that had the alias when the experiment started, which the arm stays; null: it follows the alias. */
  modelVersion?: number | null;
}

export interface AbExperiment {
  id: string;
  name: string;
  salt: string;
  metric: AbMetric;
  /** How often the verdict may name a difference where there is none. */
  alpha: number;
  state: 'running' | 'stopped';
  startedAt: string;
  stoppedAt: string | null;
  stopReason: string | null;
  /** The first is what the others are compared with. */
  arms: AbArm[];
}

/**
 * The arm of somebody, the same at every time and in every process: a hash of the experiment's salt and their name falls
 * into the share of an arm. null: outside of the experiment.
 */
export function armOf({ salt, arms }: Pick<AbExperiment, 'salt' | 'arms'>, unit: string): AbArm | null {
  const digest = createHash('sha256').update(`${salt}:${unit}`).digest();
  let rest = digest.readUIntBE(0, 6) / 2 ** 48;
  for (const arm of arms) {
    if (rest < arm.share) return arm;
    rest -= arm.share;
  }
  return null;
}
