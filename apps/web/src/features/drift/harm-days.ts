import type { OnlineError } from '../../lib/api-types';

/** One day of the chart of errors; null: nothing was judged, or nobody promised. */
export interface HarmDay {
  day: string;
  champion: number | null;
  challenger: number | null;
  promised: number | null;
}

/** Errors by day of whoever was champion and challenger then, the champion's promise beside them. */
export function harmDays(days: OnlineError['days']): HarmDay[] {
  const labels = [...new Set(days.map(({ day }) => day))].sort();
  return labels.map((day) => {
    // Of a day with several champions, the last.
    const of = (alias: string) => days.findLast((one) => one.day === day && one.alias === alias);
    const champion = of('champion');
    return {
      day,
      champion: champion?.rmse ?? null,
      challenger: of('challenger')?.rmse ?? null,
      promised: champion?.promised.rmse ?? null,
    };
  });
}
