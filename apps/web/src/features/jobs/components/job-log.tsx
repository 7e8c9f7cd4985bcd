import { Group, ScrollArea, Select, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert';
import type { Job, JobLogLine } from '../../../lib/api-types';
import { isOver } from '../../../lib/jobs';
import { useJobLog } from '../api/log';
import classes from './job-log.module.css';

const everything = 'Every step';

/** A job's log as it grows, by attempt and step. */
export function JobLog({ job }: { job: Job }) {
  const { lines, error } = useJobLog(job.id, job.attempt);
  const [step, setStep] = useState(everything);
  const viewport = useRef<HTMLDivElement>(null);
  const steps = [...new Set(lines.map((line) => line.step))];
  const shown = step === everything ? lines : lines.filter((line) => line.step === step);
  useEffect(() => {
    // The log follows its end; the page stays where it is.
    if (!isOver(job) && viewport.current) viewport.current.scrollTop = viewport.current.scrollHeight;
  }, [shown.length, job]);
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <Select
          aria-label="Step"
          w={{ base: '100%', xs: 260 }}
          data={[everything, ...steps]}
          value={step}
          allowDeselect={false}
          onChange={(value) => setStep(value ?? everything)}
        />
        <Text size="sm" c="dimmed">
          {shown.length} lines{isOver(job) ? '' : ', live'}
        </Text>
      </Group>
      {error ? <ProblemAlert error={error} /> : null}
      <ScrollArea.Autosize mah={420} className={classes.log} type="auto" viewportRef={viewport}>
        <div role="log" aria-label="Log" className={classes.lines}>
          {shown.length === 0 ? <Text c="dimmed">Nothing was logged.</Text> : null}
          {shown.map((line, index) => (
            <Line key={line.id} line={line} before={shown[index - 1]} />
          ))}
        </div>
      </ScrollArea.Autosize>
    </Stack>
  );
}

function Line({ line, before }: { line: JobLogLine; before: JobLogLine | undefined }) {
  const begins = before?.step !== line.step || before.attempt !== line.attempt;
  return (
    <>
      {begins ? (
        <div className={classes.step}>
          {line.step} <span>attempt {line.attempt}</span>
        </div>
      ) : null}
      <div className={classes.line} data-level={line.level}>
        <time dateTime={line.at}>{new Date(line.at).toLocaleTimeString('en-GB')}</time> {line.message}
      </div>
    </>
  );
}
