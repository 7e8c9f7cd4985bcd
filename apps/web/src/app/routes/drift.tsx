import { Anchor, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconExternalLink } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import { Page } from '../../components/page';
import { QueryState } from '../../components/query-state';
import { StatTilesSkeleton } from '../../components/stat-tiles';
import { openWithKey } from '../../lib/open-with-key';
import { driftReportQuery } from '../../features/drift/api/drift-report';
import { DriftReportView } from '../../features/drift/components/drift-report-view';

const windows = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
];

const usual = '30';
const fullReport = '/monitoring/drift/evidently';

export default function DriftRoute() {
  const [params, setParams] = useSearchParams();
  const chosen = windows.find(({ value }) => value === params.get('days'))?.value ?? usual;
  const query = useQuery(driftReportQuery(Number(chosen)));
  return (
    <Page
      title="Drift"
      lead="Whether the ratings that arrive now still look like those that the champion learnt from."
      actions={
        <>
          <SegmentedControl
            aria-label="Newest ratings to look at"
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
    </Page>
  );
}
