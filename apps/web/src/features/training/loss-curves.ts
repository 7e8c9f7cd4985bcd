import type { Job } from '../../lib/api-types';

/** What a training job says about the candidate at hand. */
export interface TrainingDetail {
  candidate: string;
  candidateIndex: number;
  candidateCount: number;
  epoch: number | null;
  epochs: number | null;
  trainRmse: number | null;
}

/** Reads the detail out of a job's progress; null until the first candidate has started. */
export function trainingDetail(job: Job): TrainingDetail | null {
  const detail = job.progress.detail as Partial<TrainingDetail> | null;
  if (typeof detail?.candidate !== 'string') return null;
  return {
    candidate: detail.candidate,
    candidateIndex: detail.candidateIndex ?? 0,
    candidateCount: detail.candidateCount ?? 1,
    epoch: detail.epoch ?? null,
    epochs: detail.epochs ?? null,
    trainRmse: detail.trainRmse ?? null,
  };
}

export type LossCurves = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** The curves with what `job` reports added: training RMSE by epoch, a curve a candidate. */
export function withProgress(curves: LossCurves, job: Job): LossCurves {
  const detail = trainingDetail(job);
  if (!detail || detail.epoch === null || detail.trainRmse === null) return curves;
  const curve = curves.get(detail.candidate);
  if (curve?.get(detail.epoch) === detail.trainRmse) return curves;
  return new Map(curves).set(detail.candidate, new Map(curve).set(detail.epoch, detail.trainRmse));
}

/** One row an epoch, one column a candidate: what a line chart draws. */
export function curveRows(curves: LossCurves): Record<string, number>[] {
  const epochs = new Set([...curves.values()].flatMap((curve) => [...curve.keys()]));
  return [...epochs]
    .sort((a, b) => a - b)
    .map((epoch) => {
      const row: Record<string, number> = { epoch };
      for (const [candidate, curve] of curves) {
        const value = curve.get(epoch);
        if (value !== undefined) row[candidate] = value;
      }
      return row;
    });
}
