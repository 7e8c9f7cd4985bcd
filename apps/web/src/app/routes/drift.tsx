import { Anchor, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconExternalLink } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import { Page } from '../../components/page';
import { QueryState } from '../../components/query-state';
import { StatTilesSkeleton } from '../../components/stat-tiles';
import { driftReportQuery } from '../../features/drift/api/drift-report';
import { DriftReportView } from '../../features/drift/components/drift-report-view';

const windows = [
  { value: 'all', label: 'Since training' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
];

export default function DriftRoute() {
  const [params, setParams] = useSearchParams();
  const chosen = windows.find(({ value }) => value === params.get('days'))?.value ?? 'all';
  const query = useQuery(driftReportQuery(chosen === 'all' ? null : Number(chosen)));
  return (
    <Page
      title="Drift"
      lead="Whether the ratings that arrive now still look like those that the champion learnt from."
      actions={
        <>
          <SegmentedControl
            aria-label="Window of new ratings"
            data={windows}
            value={chosen}
            onChange={(value) => setParams(value === 'all' ? {} : { days: value }, { replace: true })}
          />
          <Anchor href="/monitoring/drift/evidently" target="_blank" size="sm">
            Full report <IconExternalLink size={13} aria-label="(opens in a new tab)" />
          </Anchor>
        </>
      }
    >
      <QueryState
        query={query}
        loading={
          <Stack gap="lg">
            <Skeleton height={76} radius="lg" />
            <StatTilesSkeleton />
            <Skeleton height={320} radius="lg" />
          </Stack>
        }
      >
        {(report) => <DriftReportView report={report} />}
      </QueryState>
    </Page>
  );
}
