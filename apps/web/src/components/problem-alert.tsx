import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { problemOf } from '../lib/api-problem';

interface ProblemAlertProps {
  error: unknown;
  onRetry?: () => void;
}

/** What went wrong, in the API's words, with the request id that finds it in the logs. */
export function ProblemAlert({ error, onRetry }: ProblemAlertProps) {
  const problem = problemOf(error);
  return (
    <Alert
      role="alert"
      color="velvet"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={problem.title}
    >
      <Stack gap="sm" align="flex-start" style={{ overflowWrap: 'anywhere' }}>
        {problem.detail ? <Text size="sm">{problem.detail}</Text> : null}
        {problem.errors?.length ? (
          <List size="sm">
            {problem.errors.map(({ pointer, detail }) => (
              <List.Item key={`${pointer} ${detail}`}>
                {pointer ? <Code>{pointer}</Code> : null} {detail}
              </List.Item>
            ))}
          </List>
        ) : null}
        <Group gap="md">
          {onRetry ? (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={14} aria-hidden />}
              onClick={onRetry}
            >
              Try again
            </Button>
          ) : null}
          {problem.requestId ? (
            <Text size="xs" c="dimmed">
              Request <Code>{problem.requestId}</Code>
            </Text>
          ) : null}
        </Group>
      </Stack>
    </Alert>
  );
}
