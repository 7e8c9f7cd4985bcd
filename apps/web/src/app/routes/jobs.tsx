import { Tabs } from '@mantine/core';
import { useLocation, useNavigate } from 'react-router';
import { Page } from '../../components/page';
import { AlertList } from '../../features/alerts/components/alert-list';
import { ChannelList } from '../../features/alerts/components/channel-list';
import { JobsTable } from '../../features/jobs/components/jobs-table';
import { SchedulesList } from '../../features/jobs/components/schedules-list';

const tabs = [
  { path: '/jobs', label: 'Jobs', content: <JobsTable /> },
  { path: '/jobs/schedules', label: 'Schedules', content: <SchedulesList /> },
  { path: '/jobs/alerts', label: 'Alerts', content: <AlertList /> },
  { path: '/jobs/notifications', label: 'Notifications', content: <ChannelList /> },
] as const;

export default function JobsRoute() {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const active = tabs.find(({ path }) => path === pathname.replace(/\/$/, '')) ?? tabs[0];
  return (
    <Page
      title="Jobs"
      lead="What runs, what ran and how it ended, what starts by itself, and whom it tells when something is wrong."
    >
      <Tabs value={active.path} onChange={(path) => path && void navigate(path)}>
        <Tabs.List>
          {tabs.map(({ path, label }) => (
            <Tabs.Tab key={path} value={path}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={active.path} pt="lg">
          {active.content}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
