import { Button, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';

export default function NotFoundRoute() {
  return (
    <Stack align="center" gap="sm" py={80} ta="center">
      <title>No such page · Marquee</title>
      <Text fw={700} c="var(--star-text)">
        404
      </Text>
      <Title order={1} className="display">
        This screening does not exist
      </Title>
      <Text c="dimmed" maw={420}>
        The address leads to no page of Marquee. It may be mistyped, or from another version.
      </Text>
      <Button component={Link} to="/" mt="sm">
        Back to your films
      </Button>
    </Stack>
  );
}
