import { render } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { Providers } from '../src/app/providers';
import { routes } from '../src/app/router';
import { createQueryClient } from '../src/lib/query-client';

/** The whole dashboard at an address, as a person would open it. */
export function renderPage(address: string) {
  const queryClient = createQueryClient();
  queryClient.setDefaultOptions({
    queries: { ...queryClient.getDefaultOptions().queries, retryDelay: 0, gcTime: Infinity },
  });
  const router = createMemoryRouter(routes, { initialEntries: [address] });
  const view = render(
    <Providers queryClient={queryClient} env="test">
      <RouterProvider router={router} />
    </Providers>,
  );
  return { ...view, router, queryClient };
}
