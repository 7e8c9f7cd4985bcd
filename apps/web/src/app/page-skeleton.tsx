import { Skeleton, Stack } from '@mantine/core';

/** What stands in for a page whose code is still on its way. */
export function PageSkeleton() {
  return (
    <Stack gap="lg" role="status" aria-busy="true" aria-label="Loading the page">
      <Skeleton height={40} width={220} />
      <Skeleton height={18} width="min(480px, 90%)" />
      <Skeleton height={320} radius="lg" />
    </Stack>
  );
}
