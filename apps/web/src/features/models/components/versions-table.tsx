import { Anchor, Badge, Button, Group, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { EmptyState } from '../../../components/empty-state';
import { QueryState } from '../../../components/query-state';
import type { ModelVersion } from '../../../lib/api-types';
import { formatBytes, formatDateTime, formatDecimal } from '../../../lib/format';
import { versionsQuery } from '../api/versions';
import { headlineMetrics, metricLabel } from '../../../lib/metric-names';
import { MoveChampion } from './move-champion';

/** Every model that a run left behind, and which of them serves. */
export function VersionsTable() {
  const query = useQuery(versionsQuery);
  const [chosen, setChosen] = useState<ModelVersion | null>(null);
  const champion = query.data?.items.find(isChampion) ?? null;
  return (
    <QueryState
      query={query}
      loading={<Skeleton height={200} radius="lg" />}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <EmptyState
          title="No model version yet"
          action={
            <Button component={Link} to="/lab" mt="xs">
              Open the lab
            </Button>
          }
        >
          A training run that succeeds leaves a version here.
        </EmptyState>
      }
    >
      {({ items }) => (
        <>
          <Table.ScrollContainer minWidth={760} type="native" className="panel">
            <Table highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Version</Table.Th>
                  {headlineMetrics.map((metric) => (
                    <Table.Th key={metric} ta="right">
                      {metricLabel(metric)}
                    </Table.Th>
                  ))}
                  <Table.Th ta="right">Size</Table.Th>
                  <Table.Th>Created</Table.Th>
                  <Table.Th>
                    <span className="visually-hidden">Action</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((version) => (
                  <Table.Tr key={version.version}>
                    <Table.Td>
                      <Group gap={8} wrap="nowrap">
                        <Text fw={700} className="numeric">
                          v{version.version}
                        </Text>
                        <Anchor component={Link} to={`/runs/${version.runId}`}>
                          {version.name}
                        </Anchor>
                        {version.aliases.map((alias) => (
                          <Badge
                            key={alias}
                            color={alias === 'champion' ? 'bulb' : 'gray'}
                            variant="light"
                            tt="none"
                          >
                            {alias}
                          </Badge>
                        ))}
                      </Group>
                    </Table.Td>
                    {headlineMetrics.map((metric) => (
                      <Table.Td key={metric} ta="right" className="numeric">
                        {formatDecimal(version.metrics[metric], 4)}
                      </Table.Td>
                    ))}
                    <Table.Td ta="right" className="numeric">
                      {formatBytes(version.artifact?.bytes)}
                    </Table.Td>
                    <Table.Td>{formatDateTime(version.createdAt)}</Table.Td>
                    <Table.Td ta="right">
                      {isChampion(version) ? null : (
                        <Button
                          size="compact-sm"
                          variant="default"
                          onClick={() => setChosen(version)}
                          aria-label={`${verbFor(version, champion)} version ${version.version}`}
                        >
                          {verbFor(version, champion).replace(' to', '')}
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          <MoveChampion
            version={chosen}
            verb={chosen ? verbFor(chosen, champion) : 'Promote'}
            champion={champion}
            onClose={() => setChosen(null)}
          />
        </>
      )}
    </QueryState>
  );
}

const isChampion = (version: ModelVersion) => version.aliases.includes('champion');

/** Going back to an older version is a rollback; anything else is a promotion. */
function verbFor(version: ModelVersion, champion: ModelVersion | null): 'Promote' | 'Roll back to' {
  return champion && version.version < champion.version ? 'Roll back to' : 'Promote';
}
