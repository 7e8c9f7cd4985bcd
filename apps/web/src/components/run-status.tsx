import { Badge } from '@mantine/core';
import type { Run } from '../lib/api-types';

const colours: Record<Run['status'], string> = {
  scheduled: 'gray',
  running: 'bulb',
  succeeded: 'teal',
  failed: 'red',
  cancelled: 'gray',
  pruned: 'orange',
};

export function RunStatus({ status }: { status: Run['status'] }) {
  return (
    <Badge variant="light" color={colours[status] ?? 'gray'} tt="none">
      {status}
    </Badge>
  );
}
