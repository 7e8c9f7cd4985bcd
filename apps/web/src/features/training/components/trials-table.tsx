import { Anchor, Badge, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { SearchDetails, SearchTrial } from '../../../lib/api-types';
import { formatDecimal, formatDuration } from '../../../lib/format';
import { metricLabel } from '../../../lib/metric-names';
import { hyperparameterTitle } from '../hyperparameters';
import { rankTrials, shortValue } from '../search-trials';

const colours: Record<SearchTrial['status'], string> = {
  scheduled: 'gray',
  running: 'bulb',
  succeeded: 'teal',
  pruned: 'orange',
  failed: 'red',
  cancelled: 'gray',
};

/** Every trial of a search, the best first. */
export function TrialsTable({ search }: { search: SearchDetails }) {
  return (
    <Table.ScrollContainer minWidth={620} type="native" className="panel">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Trial</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th ta="right">{metricLabel(search.settings.metric)}</Table.Th>
            <Table.Th>Settings</Table.Th>
            <Table.Th ta="right">Epochs</Table.Th>
            <Table.Th ta="right">Took</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rankTrials(search.trials, search.settings.metric).map((trial) => (
            <Table.Tr key={trial.runId}>
              <Table.Td>
                <Anchor component={Link} to={`/runs/${trial.runId}`} fw={600}>
                  {trial.trial + 1}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {trial.kind}
                </Text>
              </Table.Td>
              <Table.Td>
                <Badge variant="light" color={colours[trial.status]} tt="none">
                  {trial.runId === search.bestRunId ? 'best' : trial.status}
                </Badge>
              </Table.Td>
              <Table.Td ta="right" className="numeric">
                {formatDecimal(trial.value, 4)}
              </Table.Td>
              <Table.Td>
                <Text size="xs">{settingsOf(trial)}</Text>
              </Table.Td>
              <Table.Td ta="right" className="numeric">
                {trial.epochs || '–'}
              </Table.Td>
              <Table.Td ta="right" className="numeric">
                {formatDuration(trial.durationMs)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const settingsOf = ({ hyperparameters }: SearchTrial) =>
  Object.entries(hyperparameters)
    .map(([name, value]) => `${hyperparameterTitle(name).toLowerCase()} ${shortValue(value)}`)
    .join(', ');
