import { Anchor, Card, Stack, Text, Timeline } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { RecommendationLineage, VersionLineage } from '../../../lib/api-types';
import { formatCount, formatDateTime, formatDecimal } from '../../../lib/format';
import { headlineMetrics, metricLabel } from '../../../lib/metric-names';

type Origin = Pick<VersionLineage, 'version' | 'run' | 'snapshot' | 'decision' | 'missing'>;
type Part = Origin['missing'][number]['part'];

/** The links of a chain, one under the other. */
export function Chain({ children }: { children: ReactNode }) {
  return (
    <Card>
      <Timeline bulletSize={14} lineWidth={2} color="bulb" active={9}>
        {children}
      </Timeline>
    </Card>
  );
}

/** Model version, run, snapshot, move and decision: what is there, or why it is not. */
export function originItems(origin: Origin, move: RecommendationLineage['move'] | undefined): ReactNode[] {
  const { version, run, snapshot, decision, missing } = origin;
  const why = (part: Part) => missing.find((one) => one.part === part)?.reason;
  return [
    <Timeline.Item key="version" title={version ? `Model version ${version.version}` : 'No model version'}>
      {version ? (
        <Text size="sm">
          {version.title ?? version.source}, made {formatDateTime(version.createdAt)}.{' '}
          <Anchor component={Link} to={`/lineage/versions/${version.version}`}>
            What it served
          </Anchor>
        </Text>
      ) : null}
      <Missing reason={why('version')} />
    </Timeline.Item>,
    ...(move === undefined
      ? []
      : [
          <Timeline.Item key="move" title={move ? 'Made champion' : 'No move of an alias'}>
            {move ? (
              <Text size="sm">
                {formatDateTime(move.movedAt)}: {move.reason}
              </Text>
            ) : null}
            <Missing reason={why('move')} />
          </Timeline.Item>,
        ]),
    <Timeline.Item
      key="decision"
      title={decision ? 'Decision about the promotion' : 'No decision of the rule'}
    >
      {decision ? (
        <Text size="sm">
          {decision.reason} {decision.candidates.length} candidates.{' '}
          <Anchor component={Link} to="/models">
            All decisions
          </Anchor>
        </Text>
      ) : null}
      <Missing reason={why('decision')} />
    </Timeline.Item>,
    <Timeline.Item key="run" title={run ? `Run ${run.name}` : 'No run'}>
      {run ? (
        <Stack gap={2}>
          <Text size="sm">
            {run.kind ?? 'run'}, seed {run.seed ?? 'unknown'}, engine {run.engineVersion ?? 'unknown'},{' '}
            {formatCount(run.ratingCount)} ratings.{' '}
            <Anchor component={Link} to={`/runs/${run.id}`}>
              Open the run
            </Anchor>
          </Text>
          <Text size="xs" c="dimmed" className="numeric">
            {headlineMetrics
              .flatMap((name) => (name in run.metrics ? [[name, run.metrics[name]] as const] : []))
              .map(([name, value]) => `${metricLabel(name)} ${formatDecimal(value, 4)}`)
              .join(' · ')}
          </Text>
          <Text size="xs" c="dimmed">
            {Object.entries(run.hyperparameters)
              .map(([name, value]) => `${name} = ${String(value)}`)
              .join(', ') || 'Settings as shipped.'}
          </Text>
        </Stack>
      ) : null}
      <Missing reason={why('run')} />
    </Timeline.Item>,
    <Timeline.Item key="snapshot" title={snapshot ? 'Snapshot of the data' : 'No snapshot'}>
      {snapshot ? (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {snapshot.id.slice(0, 16)}…: {formatCount(snapshot.ratingCount)} ratings of{' '}
          {formatCount(snapshot.userCount)} users, taken {formatDateTime(snapshot.createdAt)}.
        </Text>
      ) : null}
      <Missing reason={why('snapshot')} />
    </Timeline.Item>,
  ];
}

function Missing({ reason }: { reason: string | undefined }) {
  return reason === undefined ? null : (
    <Text size="sm" c="dimmed">
      {reason}
    </Text>
  );
}
