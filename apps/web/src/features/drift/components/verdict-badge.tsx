import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconHourglass } from '@tabler/icons-react';
import type { DriftColumn } from '../../../lib/api-types';

export const looks = {
  drift: { color: 'red', title: 'Drift', icon: <IconAlertTriangle aria-hidden /> },
  'no-drift': { color: 'teal', title: 'No drift', icon: <IconCheck aria-hidden /> },
  'insufficient-data': { color: 'bulb', title: 'Too little data', icon: <IconHourglass aria-hidden /> },
} as const;

export function VerdictBadge({ verdict }: { verdict: DriftColumn['verdict'] }) {
  const { color, title } = looks[verdict];
  return (
    <Badge color={color} variant="light" tt="none">
      {title}
    </Badge>
  );
}
