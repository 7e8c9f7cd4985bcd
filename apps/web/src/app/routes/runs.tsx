import { Page } from '../../components/page';
import { RunsView } from '../../features/tracking/components/runs-view';

export default function RunsRoute() {
  return (
    <Page title="Runs" lead="What was tried, with which settings, and what came of it.">
      <RunsView />
    </Page>
  );
}
