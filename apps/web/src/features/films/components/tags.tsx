import { Badge, Card, Group, Text } from '@mantine/core';
import { Section } from '../../../components/page';
import type { MovieDetail } from '../../../lib/api-types';

/** The words that people attached to a film, the most used first. */
export function Tags({ tags }: { tags: MovieDetail['tags'] }) {
  return (
    <Card>
      <Section title="Tags">
        {tags.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nobody has tagged this film. Data sets with a tags.csv bring tags along.
          </Text>
        ) : (
          <Group gap={8}>
            {tags.slice(0, 30).map(({ tag, count }) => (
              <Badge key={tag} variant="default" tt="none" size="lg">
                {tag}
                {count > 1 ? ` × ${count}` : ''}
              </Badge>
            ))}
          </Group>
        )}
      </Section>
    </Card>
  );
}
