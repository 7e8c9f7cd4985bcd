import { lazy, type ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import { RouteError } from './route-error';
import ForYouRoute from './routes/for-you';
import NotFoundRoute from './routes/not-found';
import { Shell } from './shell';

/** A page whose code is fetched when it is first opened. */
const page = (load: () => Promise<{ default: ComponentType }>) => {
  const Page = lazy(load);
  return <Page />;
};

/** Every address of the dashboard. None may begin like a path of the API: see vite.config.ts. */
export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <RouteError />,
    children: [
      {
        errorElement: <RouteError />,
        children: [
          { index: true, element: <ForYouRoute /> },
          { path: 'films', element: page(() => import('./routes/films')) },
          { path: 'films/:id', element: page(() => import('./routes/film')) },
          { path: 'models', element: page(() => import('./routes/models')) },
          { path: 'runs', element: page(() => import('./routes/runs')) },
          { path: 'runs/compare', element: page(() => import('./routes/compare-runs')) },
          { path: 'runs/:id', element: page(() => import('./routes/run')) },
          { path: 'lineage/:of/:id', element: page(() => import('./routes/lineage')) },
          { path: 'lab', element: page(() => import('./routes/lab')) },
          { path: 'search', element: page(() => import('./routes/search')) },
          { path: 'data', element: page(() => import('./routes/data')) },
          { path: 'data/snapshots/:id', element: page(() => import('./routes/snapshot')) },
          { path: 'data/snapshots/:id/diff/:other', element: page(() => import('./routes/snapshot-diff')) },
          { path: 'drift', element: page(() => import('./routes/drift')) },
          { path: 'quality', element: page(() => import('./routes/quality')) },
          { path: 'jobs', element: page(() => import('./routes/jobs')) },
          { path: 'jobs/schedules', element: page(() => import('./routes/jobs')) },
          { path: 'jobs/alerts', element: page(() => import('./routes/jobs')) },
          { path: 'jobs/notifications', element: page(() => import('./routes/jobs')) },
          { path: 'jobs/:id', element: page(() => import('./routes/job')) },
          { path: '*', element: <NotFoundRoute /> },
        ],
      },
    ],
  },
];
