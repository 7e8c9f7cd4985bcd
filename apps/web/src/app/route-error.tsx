import { Button, Group, Stack, Title } from '@mantine/core';
import { Link, useRouteError } from 'react-router';
import { ProblemAlert } from '../components/problem-alert';

/** A page that broke: what happened, and two ways on. */
export function RouteError() {
  const error = useRouteError();
  return (
    <Stack gap="md" maw={680} mx="auto" py={64} px="md">
      <title>Something broke · Marquee</title>
      <Title order={1} className="display">
        The film tore
      </Title>
      <ProblemAlert error={error} />
      <Group>
        <Button onClick={() => window.location.reload()}>Load the page again</Button>
        <Button component={Link} to="/" variant="default">
          Back to your films
        </Button>
      </Group>
    </Stack>
  );
}
