import { Anchor, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconExternalLink } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import { Page } from '../../components/page';
import { QueryState } from '../../components/query-state';
import { StatTilesSkeleton } from '../../components/stat-tiles';
import { openWithKey } from '../../lib/open-with-key';
import { driftReportQuery } from '../../features/drift/api/drift-report';
import { PolicyCard } from '../../features/drift/components/policy-card';
import { ReportHistory } from '../../features/drift/components/report-history';
import { DriftReportView } from '../../features/drift/components/drift-report-view';

const windows = [
  { value: 'training', label: 'Since training' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
];

const usual = 'training';
const fullReport = '/monitoring/drift/evidently';

export default function DriftRoute() {
  const [params, setParams] = useSearchParams();
  const chosen = windows.find(({ value }) => value === params.get('days'))?.value ?? usual;
  const query = useQuery(driftReportQuery(chosen === usual ? null : Number(chosen)));
  return (
    <Page
      title="Drift"
      lead="Whether the ratings that arrive still look like those that the champion learnt from, what it costs where they do not, and what was done."
      actions={
        <>
          <SegmentedControl
            aria-label="Newest ratings to look at"
            size="xs"
            data={windows}
            value={chosen}
            onChange={(value) => setParams(value === usual ? {} : { days: value }, { replace: true })}
          />
          <Anchor href={fullReport} target="_blank" size="sm" onClick={openWithKey}>
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
      <ReportHistory />
      <PolicyCard />
    </Page>
  );
}
