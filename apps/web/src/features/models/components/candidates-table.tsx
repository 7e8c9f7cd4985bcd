import { Anchor, Badge, Group, Stack, Table, Text, Tooltip } from '@mantine/core';
import { Link } from 'react-router';
import type { PromotionDecision } from '../../../lib/api-types';
import { formatDecimal, formatPValue } from '../../../lib/format';
import { metricLabel } from '../../../lib/metric-names';
import { ForestPlot } from './forest-plot';

type Candidate = PromotionDecision['candidates'][number];
type Guardrail = Candidate['guardrails'][number];

const verdicts = {
  eligible: { label: 'may serve', color: 'teal' },
  blocked: { label: 'held back', color: 'red' },
  'not-better': { label: 'not better', color: 'gray' },
  'too-few': { label: 'too few to tell', color: 'yellow' },
  floor: { label: 'a floor, never serves', color: 'gray' },
  'no-metric': { label: 'no such metric', color: 'gray' },
} as const;

const guardrailNames = {
  coverage: 'Coverage',
  popularity: 'Popularity',
  coldStart: 'Cold start',
  latency: 'Latency',
} as const;

const guardrailColors = { passed: 'teal', failed: 'red', 'not-measured': 'gray', off: 'gray' } as const;

/** The candidates of a decision: how much better they are, with intervals, and what the guardrails say. */
export function CandidatesTable({ decision }: { decision: PromotionDecision }) {
  const { candidates, metric, champion, policy } = decision;
  const label = metricLabel(metric);
  const compared = candidates.flatMap(({ comparison }) => (comparison ? [comparison.improvement] : []));
  const hasIntervals = compared.length > 0;
  // By the best few: the floors are so far off that nothing else could be told apart.
  const reach = Math.max(
    ...compared.slice(0, 3).flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]),
    Number.EPSILON,
  );
  return (
    <Stack gap="xs">
      <Table.ScrollContainer minWidth={760} type="native">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Candidate</Table.Th>
              <Table.Th ta="right">{label}</Table.Th>
              {hasIntervals ? <Table.Th>Better than the champion by</Table.Th> : null}
              {hasIntervals ? <Table.Th ta="right">p (Holm)</Table.Th> : null}
              <Table.Th>Guardrails</Table.Th>
              <Table.Th>Verdict</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {candidates.map((candidate) => (
              <Table.Tr key={candidate.runId}>
                <Table.Td>
                  <Anchor component={Link} to={`/runs/${candidate.runId}`}>
                    {candidate.name}
                  </Anchor>
                  <Text size="xs" c="dimmed">
                    version {candidate.version}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="numeric">
                  {formatDecimal(candidate.value, 4)}
                </Table.Td>
                {hasIntervals ? (
                  <Table.Td>
                    {candidate.comparison ? (
                      <ForestPlot {...candidate.comparison.improvement} reach={reach} />
                    ) : null}
                  </Table.Td>
                ) : null}
                {hasIntervals ? (
                  <Table.Td ta="right" className="numeric">
                    {formatPValue(candidate.adjustedPValue)}
                  </Table.Td>
                ) : null}
                <Table.Td>
                  <Group gap={4}>
                    {candidate.guardrails.map((guardrail) => (
                      <GuardrailBadge key={guardrail.guardrail} guardrail={guardrail} />
                    ))}
                  </Group>
                </Table.Td>
                <Table.Td>
                  <Badge color={verdicts[candidate.verdict].color} variant="light" tt="none">
                    {verdicts[candidate.verdict].label}
                  </Badge>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="xs" c="dimmed">
        {champion
          ? `Champion: version ${champion.version}, ${label} ${formatDecimal(champion.value, 4)} on the same held-out ratings. `
          : 'Nobody reigned: guardrails compare with the baseline. '}
        {policy.test === 'bootstrap' ? 'Paired bootstrap over users' : 'Wilcoxon over users'}, level{' '}
        {policy.alpha}; 95 % intervals.
      </Text>
    </Stack>
  );
}

function GuardrailBadge({
  guardrail: { guardrail, value, reference, bound, verdict },
}: {
  guardrail: Guardrail;
}) {
  const told = `${guardrailNames[guardrail]}: ${formatDecimal(value, 3)}, champion or baseline ${formatDecimal(reference, 3)}, bound ${formatDecimal(bound, 3)} (${verdict.replace('-', ' ')})`;
  return (
    <Tooltip label={told}>
      <Badge
        size="sm"
        variant={verdict === 'failed' ? 'filled' : 'light'}
        color={guardrailColors[verdict]}
        tt="none"
        tabIndex={0}
        aria-label={told}
      >
        {guardrailNames[guardrail]}
        {verdict === 'failed' ? ' ✕' : verdict === 'passed' ? ' ✓' : ''}
      </Badge>
    </Tooltip>
  );
}
