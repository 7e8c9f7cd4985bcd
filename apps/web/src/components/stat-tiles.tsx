import { Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './stat-tiles.module.css';

export interface Stat {
  label: string;
  value: ReactNode;
  /** What the number means, in a few words. */
  hint?: ReactNode;
}

/** Headline numbers side by side. */
export function StatTiles({ stats }: { stats: readonly Stat[] }) {
  return (
    <dl className={classes.tiles}>
      {stats.map(({ label, value, hint }) => (
        <div key={label} className={classes.tile}>
          <dt>{label}</dt>
          <dd className={classes.value}>{value}</dd>
          {hint ? (
            <Text component="dd" size="xs" c="dimmed" m={0}>
              {hint}
            </Text>
          ) : null}
        </div>
      ))}
    </dl>
  );
}

export function StatTilesSkeleton({ count = 4 }: { count?: number }) {
  return (
    <div className={classes.tiles}>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} height={98} radius="lg" />
      ))}
    </div>
  );
}
