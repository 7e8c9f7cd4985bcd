import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

interface EmptyStateProps {
  title: string;
  /** What to do next. */
  children: ReactNode;
  action?: ReactNode;
}

/** Nothing to show yet, and how to change that. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <Stack className={classes.empty} align="center" gap="xs">
      <div className={classes.bulbs} aria-hidden="true" />
      <Title order={3}>{title}</Title>
      <Text c="dimmed" size="sm" maw={460} ta="center">
        {children}
      </Text>
      {action}
    </Stack>
  );
}
