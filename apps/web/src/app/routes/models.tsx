import { Button, Group, Stack } from '@mantine/core';
import { Link } from 'react-router';
import { Page, Section } from '../../components/page';
import { ChampionHistory } from '../../features/models/components/champion-history';
import { Comparison } from '../../features/models/components/comparison';
import { Decisions } from '../../features/models/components/decisions';
import { PolicyForm } from '../../features/models/components/policy-form';
import { RollBack } from '../../features/models/components/roll-back';
import { ServedAt } from '../../features/models/components/served-at';
import { VersionsTable } from '../../features/models/components/versions-table';

export default function ModelsRoute() {
  return (
    <Page
      title="Models"
      lead="The versions that trainings left, the one that serves, and why it does."
      actions={
        <Group gap="xs">
          <Button component={Link} to="/runs" variant="default">
            All runs
          </Button>
          <Button component={Link} to="/lab">
            Train a model
          </Button>
        </Group>
      }
    >
      <Comparison />
      <Section
        title="Versions"
        note="The champion answers every request. Promoting or rolling back takes effect at once."
        actions={<RollBack />}
      >
        <VersionsTable />
      </Section>
      <Section title="Champion history">
        <Stack>
          <ServedAt />
          <ChampionHistory />
        </Stack>
      </Section>
      <Section
        title="Decisions about promotions"
        note="What each training’s candidates showed beside the champion, promoted or not."
      >
        <Decisions />
      </Section>
      <Section title="Promotion policy" note="What a candidate must show to serve.">
        <PolicyForm />
      </Section>
    </Page>
  );
}
