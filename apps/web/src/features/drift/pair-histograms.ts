interface Bin {
  label: string;
  share: number;
}

export interface PairedBin {
  label: string;
  /** Share of 1 of the reference window. */
  reference: number;
  /** Share of 1 of the current window. */
  current: number;
}

/** Two histograms as one row a bin, in the reference's order; a bin that only one side has is empty on the other. */
export function pairHistograms(reference: readonly Bin[], current: readonly Bin[]): PairedBin[] {
  const rows = new Map<string, PairedBin>();
  const row = (label: string) => {
    const known = rows.get(label) ?? { label, reference: 0, current: 0 };
    rows.set(label, known);
    return known;
  };
  for (const { label, share } of reference) row(label).reference = share;
  for (const { label, share } of current) row(label).current = share;
  return [...rows.values()];
}
