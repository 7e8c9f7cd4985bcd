import { Alert, Anchor, Badge, Table } from '@mantine/core';
import { IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Job } from '../../../lib/api-types';
import { formatDecimal } from '../../../lib/format';
import { byMetric, metricLabel } from '../../../lib/metric-names';
import { LeftOut } from './left-out';

interface TrainingOutcome {
  runs?: { id: string; kind: string; name: string; status?: string; metrics?: Record<string, number> }[];
  bestRunId?: string | null;
  promoted?: boolean;
  skipped?: boolean;
  reason?: string | null;
  primaryMetric?: string;
  skippedCandidates?: { kind: string; name: string; reason: string }[];
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
  const metric = outcome.primaryMetric ?? 'rmse';
  const metrics = [metric, ...['rmse', 'mae'].filter((one) => one !== metric)];
  const better = byMetric(metric);
  const runs = [...(outcome.runs ?? [])].sort((a, b) => better(a.metrics?.[metric], b.metrics?.[metric]));
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
      {runs.length ? (
        <Table.ScrollContainer minWidth={380} type="native">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Run</Table.Th>
                {metrics.map((name) => (
                  <Table.Th key={name} ta="right">
                    {metricLabel(name)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {runs.map((run) => (
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
                  {metrics.map((name) => (
                    <Table.Td key={name} ta="right" className="numeric">
                      {formatDecimal(run.metrics?.[name], 4)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
      <LeftOut candidates={outcome.skippedCandidates ?? []} />
    </>
  );
}
