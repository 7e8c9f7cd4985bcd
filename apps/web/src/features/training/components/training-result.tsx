import { Alert, Anchor, Badge, Table } from '@mantine/core';
import { IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Job } from '../../../lib/api-types';
import { formatDecimal } from '../../../lib/format';

interface TrainingOutcome {
  runs?: { id: string; kind: string; name: string; status?: string; metrics?: Record<string, number> }[];
  bestRunId?: string | null;
  promoted?: boolean;
  skipped?: boolean;
  reason?: string | null;
}

/** What a finished training decided, and the runs it left. */
export function TrainingResult({ job }: { job: Job }) {
  const outcome = job.result as TrainingOutcome | null;
  if (job.state !== 'succeeded' || !outcome) return null;
  const heading = outcome.skipped
    ? 'Nothing was trained'
    : outcome.promoted
      ? 'A new champion serves'
      : 'The champion stays';
  return (
    <>
      <Alert
        role="status"
        color={outcome.promoted ? 'teal' : 'bulb'}
        variant="light"
        title={heading}
        icon={outcome.promoted ? <IconCheck aria-hidden /> : <IconInfoCircle aria-hidden />}
      >
        {outcome.reason}
      </Alert>
      {outcome.runs?.length ? (
        <Table.ScrollContainer minWidth={380} type="native">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Run</Table.Th>
                <Table.Th ta="right">RMSE</Table.Th>
                <Table.Th ta="right">MAE</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {outcome.runs.map((run) => (
                <Table.Tr key={run.id}>
                  <Table.Td>
                    <Anchor component={Link} to={`/runs/${run.id}`}>
                      {run.name}
                    </Anchor>{' '}
                    {run.id === outcome.bestRunId ? (
                      <Badge color="bulb" variant="light" tt="none">
                        best
                      </Badge>
                    ) : null}
                  </Table.Td>
                  <Table.Td ta="right" className="numeric">
                    {formatDecimal(run.metrics?.rmse, 4)}
                  </Table.Td>
                  <Table.Td ta="right" className="numeric">
                    {formatDecimal(run.metrics?.mae, 4)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
    </>
  );
}
