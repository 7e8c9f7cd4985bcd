import { ActionIcon, Indicator } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { countOf } from '../../../lib/format';
import { alertsQuery } from '../api/alerts';

/** How many open alerts nobody has acknowledged; leads to them. */
export function AlertBell() {
  const { data } = useQuery(alertsQuery('open'));
  const unseen = data?.items.filter(({ acknowledgedAt }) => acknowledgedAt === null) ?? [];
  const isGrave = unseen.some(({ severity }) => severity === 'critical');
  return (
    <Indicator
      label={unseen.length > 99 ? '99+' : unseen.length}
      disabled={unseen.length === 0}
      color={isGrave ? 'red' : 'orange'}
      size={16}
      offset={5}
    >
      <ActionIcon
        component={Link}
        to="/jobs/alerts"
        variant="subtle"
        color="gray"
        size={34}
        aria-label={unseen.length === 0 ? 'No new alerts' : countOf(unseen.length, 'new alert')}
      >
        <IconBell size={18} />
      </ActionIcon>
    </Indicator>
  );
}
