import { Anchor, Skeleton } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { Page } from '../../components/page';
import { QueryState } from '../../components/query-state';
import { JobView } from '../../features/jobs/components/job-view';
import { useLiveJob } from '../../lib/jobs';

export default function JobRoute() {
  const { id = '' } = useParams();
  const job = useLiveJob(id);
  return (
    <Page
      title={job.data ? `Job: ${job.data.kind}` : 'Job'}
      lead={
        <Anchor component={Link} to="/jobs">
          All jobs
        </Anchor>
      }
    >
      <QueryState query={job} loading={<Skeleton height={320} />}>
        {(data) => <JobView job={data} />}
      </QueryState>
    </Page>
  );
}
