import { ActionIcon, Burger, Drawer, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { Suspense } from 'react';
import { Link, NavLink, Outlet, ScrollRestoration, useNavigation } from 'react-router';
import { AlertBell } from '../features/alerts/components/alert-bell';
import { HealthDot } from '../features/system/components/health-dot';
import { useAccess } from '../lib/access-key';
import { KeyMenu } from './key-menu';
import { KeyScreen } from './key-screen';
import { PageSkeleton } from './page-skeleton';
import classes from './shell.module.css';

const pages = [
  { to: '/', label: 'For you' },
  { to: '/films', label: 'Films' },
  { to: '/models', label: 'Models' },
  { to: '/runs', label: 'Runs' },
  { to: '/lab', label: 'Lab' },
  { to: '/search', label: 'Search' },
  { to: '/data', label: 'Data' },
  { to: '/drift', label: 'Drift' },
  { to: '/quality', label: 'Quality' },
  { to: '/jobs', label: 'Jobs' },
] as const;
/** The pages before this one are for watching, the rest for running Marquee. */
const firstOperatorPage = '/models';

/** The frame around every page: skip link, sign, navigation, scheme toggle. Without a valid key, the way to give one. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure(false);
  const navigation = useNavigation();
  const { asking } = useAccess();
  return (
    <>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Link to="/" className={classes.sign} aria-label="Marquee, home">
            <span className={classes.name}>Marquee</span>
          </Link>
          <nav className={classes.wide} aria-label="Pages">
            <NavLinks />
          </nav>
          <div className={classes.tools}>
            <AlertBell />
            <HealthDot />
            <KeyMenu />
            <SchemeToggle />
            <Burger
              className={classes.burger}
              size="sm"
              opened={opened}
              onClick={toggle}
              aria-label={opened ? 'Close the menu' : 'Open the menu'}
              aria-expanded={opened}
            />
          </div>
        </div>
        <div
          className={classes.bulbs}
          data-busy={navigation.state !== 'idle' || undefined}
          aria-hidden="true"
        />
      </header>
      <Drawer opened={opened} onClose={close} position="right" size={260} title="Pages" hiddenFrom="md">
        <nav className={classes.narrow} aria-label="Pages" onClick={close}>
          <NavLinks />
        </nav>
      </Drawer>
      <main id="content" tabIndex={-1} className={classes.main}>
        {asking ? (
          <KeyScreen />
        ) : (
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        )}
      </main>
      <footer className={classes.footer}>
        <span>Marquee chooses films with models trained on its own ratings.</span>
        <a href="/docs">API documentation</a>
      </footer>
      <ScrollRestoration />
    </>
  );
}

function NavLinks() {
  return pages.map(({ to, label }) => (
    <NavLink
      key={to}
      to={to}
      end={to === '/'}
      data-divided={to === firstOperatorPage || undefined}
      className={({ isActive }) => (isActive ? `${classes.link} ${classes.active}` : classes.link)}
    >
      {label}
    </NavLink>
  ));
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('dark', { getInitialValueInEffect: false });
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={34}
      aria-label={`Switch to the ${other} scheme`}
      onClick={() => setColorScheme(other)}
    >
      {scheme === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
    </ActionIcon>
  );
}
