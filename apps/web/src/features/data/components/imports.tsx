import { Autocomplete, Button, Card, Checkbox, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { JobProgress } from '../../../components/job-progress';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import type { Job } from '../../../lib/api-types';
import { countOf, formatBytes } from '../../../lib/format';
import { isOver, recentJobsQuery, useCancelJob, useLiveJob } from '../../../lib/jobs';
import { importSourcesQuery, useStartImport, type ImportOrder } from '../api/imports';
import { importConflict, importReport } from '../import-report';
import { ImportConflictPanel } from './import-conflict';
import { ImportReportView } from './import-report-view';
import { UploadDrop } from './upload-drop';

/** Brings a data set in, and shows how that goes. */
export function Imports() {
  const [source, setSource] = useState('');
  const [started, setStarted] = useState<string | null>(null);
  const sources = useQuery(importSourcesQuery);
  const recent = useQuery(recentJobsQuery('import'));
  const start = useStartImport();
  const running = recent.data?.items.find((job) => !isOver(job));
  const jobId = started ?? running?.id ?? recent.data?.items[0]?.id ?? null;
  const [dryRun, setDryRun] = useState(false);
  const begin = (order: ImportOrder) => start.mutate(order, { onSuccess: (job) => setStarted(job.id) });
  const asked = (order: ImportOrder): ImportOrder => ({ ...order, ...(dryRun ? { dryRun } : {}) });
  const sending = start.isPending && 'file' in start.variables ? start.variables.file : null;
  const archives = new Map(sources.data?.map((archive) => [archive.name, archive]));

  return (
    <Card>
      <Section
        title="Import"
        note="Every MovieLens layout, from a folder, a zip or an upload. Importing the same data twice changes nothing."
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            begin(asked({ source: source.trim() }));
          }}
        >
          <Group gap="sm" align="flex-end">
            <Autocomplete
              style={{ flex: '1 1 260px' }}
              label="Path on the server, or the name of an official archive"
              placeholder="/srv/data/ml-25m.zip"
              required
              data={[...archives.keys()]}
              value={source}
              onChange={setSource}
              renderOption={({ option }) => {
                const archive = archives.get(option.value);
                return (
                  <Stack gap={0}>
                    <Text size="sm">{archive?.title ?? option.value}</Text>
                    <Text size="xs" c="dimmed">
                      {option.value}
                      {archive
                        ? ` · ${countOf(archive.ratings, 'rating')} · ${formatBytes(archive.bytes)}, downloaded from GroupLens`
                        : ''}
                    </Text>
                  </Stack>
                );
              }}
            />
            <Button
              type="submit"
              leftSection={<IconDownload size={16} aria-hidden />}
              loading={start.isPending && sending === null}
              disabled={!source.trim()}
            >
              Import
            </Button>
          </Group>
        </form>
        <UploadDrop sending={sending} onFile={(file) => begin(asked({ file }))} />
        <Checkbox
          label="Only report what would change"
          checked={dryRun}
          onChange={(event) => setDryRun(event.currentTarget.checked)}
        />
        {start.error ? <ProblemAlert error={start.error} /> : null}
        {jobId === null ? (
          <Text size="sm" c="dimmed">
            No import has run yet.
          </Text>
        ) : (
          <ImportJob
            key={jobId}
            jobId={jobId}
            file={start.variables && 'file' in start.variables ? start.variables.file : null}
            onAgain={begin}
            starting={start.isPending}
          />
        )}
      </Section>
    </Card>
  );
}

interface ImportJobProps {
  jobId: string;
  /** What was uploaded for it, while this page still has it. */
  file: File | null;
  onAgain: (order: ImportOrder) => void;
  starting: boolean;
}

function ImportJob({ jobId, file, onAgain, starting }: ImportJobProps) {
  const cache = useQueryClient();
  const cancel = useCancelJob();
  const {
    data: job,
    error,
    refetch,
  } = useLiveJob(jobId, (state) => {
    if (!isOver(state)) return;
    for (const queryKey of [['data', 'stats'], ['films'], ['users']])
      void cache.invalidateQueries({ queryKey });
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!job) return null;
  const report = importReport(job);
  const conflict = importConflict(job);
  const again = orderAgain(job, file);
  return (
    <Stack gap="md">
      <JobProgress
        job={job}
        unit="rows"
        onCancel={() => cancel.mutate(job.id)}
        cancelling={cancel.isPending}
      />
      {cancel.error ? <ProblemAlert error={cancel.error} /> : null}
      {conflict ? (
        <ImportConflictPanel
          conflict={conflict}
          onChoose={again ? (onConflict) => onAgain({ ...again, onConflict }) : null}
          choosing={starting}
        />
      ) : null}
      {report ? <ImportReportView report={report} /> : null}
    </Stack>
  );
}

/** The order to import the source of a job once more; null where its file is no longer at hand. */
function orderAgain({ params }: Job, file: File | null): ImportOrder | null {
  const source = typeof params.source === 'string' ? params.source : '';
  if (/^upload\.[a-z]+$/.test(source)) return file ? { file } : null;
  return source ? { source } : null;
}
