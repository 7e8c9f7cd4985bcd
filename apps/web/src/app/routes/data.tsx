import { SimpleGrid } from '@mantine/core';
import { Page, Section } from '../../components/page';
import { Imports } from '../../features/data/components/imports';
import { SimulationCard } from '../../features/data/components/simulation';
import { Statistics } from '../../features/data/components/statistics';
import { Snapshots } from '../../features/snapshots/components/snapshots';

export default function DataRoute() {
  return (
    <Page title="Data" lead="What Marquee knows: people, films and the ratings between them.">
      <Statistics />
      <Section title="Bring more in">
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Imports />
          <SimulationCard />
        </SimpleGrid>
      </Section>
      <Snapshots />
    </Page>
  );
}
