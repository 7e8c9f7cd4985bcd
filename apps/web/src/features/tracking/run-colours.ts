const colours = [
  'var(--chart-a)',
  'var(--chart-b)',
  'var(--chart-c)',
  'var(--chart-d)',
  'var(--chart-e)',
  'var(--mantine-color-teal-6)',
  'var(--mantine-color-grape-6)',
  'var(--mantine-color-orange-6)',
  'var(--mantine-color-cyan-6)',
  'var(--mantine-color-pink-6)',
];

/** The same colour for the same place among the runs compared. */
export const runColour = (index: number): string => colours[index % colours.length];
