import { Text, Tooltip } from '@mantine/core';
import type { MetricDefinition } from '../../../lib/api-types';

/** Whose definition a number follows; the formula comes on pointing, focus or touch. */
export function Formula({ definition, note }: { definition: MetricDefinition | undefined; note?: string }) {
  if (!definition) return null;
  const direction =
    definition.higherIsBetter === null
      ? ''
      : definition.higherIsBetter
        ? ' Higher is better.'
        : ' Lower is better.';
  return (
    <Tooltip
      label={`${definition.formula}.${direction}`}
      multiline
      w={280}
      events={{ hover: true, focus: true, touch: true }}
    >
      <Text
        span
        size="xs"
        c="dimmed"
        tabIndex={0}
        style={{ textDecoration: 'underline dotted', cursor: 'help' }}
      >
        {note ?? definition.dialect}
      </Text>
    </Tooltip>
  );
}
