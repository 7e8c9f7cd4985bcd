import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { theme, themeVariables } from '../lib/theme';

interface ProvidersProps {
  queryClient: QueryClient;
  /** 'test' stops the transitions. */
  env?: 'default' | 'test';
  children: ReactNode;
}

/** What every page needs around it: theme, server state, messages. */
export function Providers({ queryClient, env = 'default', children }: ProvidersProps) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={themeVariables} defaultColorScheme="auto" env={env}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" limit={3} />
        {children}
      </QueryClientProvider>
    </MantineProvider>
  );
}
