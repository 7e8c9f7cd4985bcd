import { SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { Section } from '../../../components/page';
import type { DriftReport } from '../../../lib/api-types';
import { formatCount, formatDecimal, formatShare } from '../../../lib/format';
import { cohortWords, effectWords } from '../effect-words';
import { propertyOf } from '../property';
import { VerdictBadge } from './verdict-badge';

/** Every property with how much it moved, then for whom ratings moved, and what is new or broken. */
export function WhatMoved({ report }: { report: DriftReport }) {
  return (
    <>
      <Section
        title="What moved"
        note="Effects with 95 % intervals: δ above 0 where values are larger now, V from 0 to 1."
      >
        <Table.ScrollContainer minWidth={460} type="native">
          <Table verticalSpacing="xs">
            <Table.Tbody>
              {report.columns.map((column) => (
                <Table.Tr key={column.column}>
                  <Table.Td>{propertyOf(column.column).title}</Table.Td>
                  <Table.Td>{effectWords(column.effectSize)}</Table.Td>
                  <Table.Td>
                    <VerdictBadge verdict={column.verdict} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        <Text size="sm">{jointInWords(report)}</Text>
      </Section>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        <Section title="For whom">
          <Cohorts report={report} />
        </Section>
        <Section title="New and broken">
          <Facts facts={report.facts} />
        </Section>
      </SimpleGrid>
    </>
  );
}

function jointInWords({ multivariate: { auc, lower, upper, features } }: DriftReport): string {
  if (auc === null) return 'All properties at once: too few ratings, or too few people, to tell.';
  const interval = `${formatDecimal(lower)} to ${formatDecimal(upper)}`;
  const by = propertyOf(features[0].name).title.toLowerCase();
  return `All properties at once: a new rating can be told from an old one in ${Math.round(auc * 100)} of 100 pairs (${interval}; 0.5 is chance), mostly by ${by}.`;
}

function Cohorts({ report: { cohorts } }: { report: DriftReport }) {
  return (
    <Table.ScrollContainer minWidth={320} type="native">
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Who or what</Table.Th>
            <Table.Th>Mean then</Table.Th>
            <Table.Th>Mean now</Table.Th>
            <Table.Th>δ</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cohorts.map(({ cohort, reference, current, effect }) => (
            <Table.Tr key={cohort}>
              <Table.Td>{cohortWords[cohort] ?? cohort}</Table.Td>
              <Table.Td>{formatDecimal(reference.mean)}</Table.Td>
              <Table.Td>{formatDecimal(current.mean)}</Table.Td>
              <Table.Td>{effect ? formatDecimal(effect.value) : 'too few'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Facts({ facts: { newcomers, concentration, checks } }: Pick<DriftReport, 'facts'>) {
  const suspicious = checks.filter((check) => check.suspicious);
  return (
    <Stack gap="xs">
      <Text size="sm">
        {formatCount(newcomers.people)} new people gave {formatShare(newcomers.ratingShareOfPeople)} of the
        new ratings; {formatCount(newcomers.films)} new films got {formatShare(newcomers.ratingShareOfFilms)}.
      </Text>
      <Text size="sm">
        The hundred most rated films hold {formatShare(concentration.reference)} of the ratings then,{' '}
        {formatShare(concentration.current)} now.
      </Text>
      {suspicious.length === 0 ? (
        <Text size="sm">Data checks: nothing broken that was not before.</Text>
      ) : (
        suspicious.map(({ name, reference, current }) => (
          <Text size="sm" c="red" key={name}>
            Ratings {name}: {formatShare(current)}, before {formatShare(reference)}.
          </Text>
        ))
      )}
    </Stack>
  );
}
