import { Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { problemOf } from '../../../lib/api-problem';
import { healthQuery } from '../api/health';
import classes from './health-dot.module.css';

/** Whether the server is well, in one dot; its words are for the tooltip and the screen reader. */
export function HealthDot() {
  const { data, error } = useQuery(healthQuery);
  const state = error ? 'down' : (data?.status ?? 'unknown');
  return (
    <Tooltip label={wordsFor(error, data)} multiline maw={280}>
      <a className={classes.link} href="/health" aria-label={`Health: ${wordsFor(error, data)}`}>
        <span className={classes.dot} data-state={state} />
      </a>
    </Tooltip>
  );
}

function wordsFor(
  error: unknown,
  data: { status: string; version?: string; checks?: object } | undefined,
): string {
  if (error) return problemOf(error).title;
  if (!data) return 'asking the server';
  if (data.status === 'ok') return data.version ? `all well, version ${data.version}` : 'all well';
  const ailing = Object.entries(data.checks ?? {})
    .filter(([, check]) => !['ok', 'up'].includes((check as { status?: string }).status ?? ''))
    .map(([name]) => name);
  return `degraded: ${ailing.join(', ') || data.status}`;
}
