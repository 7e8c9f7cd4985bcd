import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { Page, Section } from '../../components/page';
import { ChampionHistory } from '../../features/models/components/champion-history';
import { Comparison } from '../../features/models/components/comparison';
import { RunsTable } from '../../features/models/components/runs-table';
import { VersionsTable } from '../../features/models/components/versions-table';

export default function ModelsRoute() {
  return (
    <Page
      title="Models"
      lead="Every training run, the versions they left, and the one that serves."
      actions={
        <Button component={Link} to="/lab">
          Train a model
        </Button>
      }
    >
      <Comparison />
      <Section
        title="Versions"
        note="The champion answers every request. Promoting or rolling back takes effect at once."
      >
        <VersionsTable />
      </Section>
      <Section title="Runs">
        <RunsTable />
      </Section>
      <Section title="Champion history">
        <ChampionHistory />
      </Section>
    </Page>
  );
}
