import { Alert, Button, Card, Input, NumberInput, Slider, Stack } from '@mantine/core';
import { useState } from 'react';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import { formatCount } from '../../../lib/format';
import { useSimulateRatings } from '../api/simulate';

const biggestBatch = 100_000;

/** Makes plausible new ratings, so that load and drift can be shown without waiting for people. */
export function SimulationCard() {
  const [batchSize, setBatchSize] = useState(1000);
  const [shift, setShift] = useState(0);
  const simulation = useSimulateRatings();
  return (
    <Card>
      <Section
        title="Simulate ratings"
        note="Plausible new ratings for demonstrations of load and drift. They are stored like real ones."
      >
        <Stack gap="lg">
          <NumberInput
            label="How many"
            min={1}
            max={biggestBatch}
            step={1000}
            thousandSeparator=","
            value={batchSize}
            onChange={(value) => setBatchSize(typeof value === 'number' ? value : 1)}
          />
          <Input.Wrapper
            label="Shift of tastes"
            labelElement="div"
            description="Move it to the right to make drift appear"
          >
            <Slider
              mt={6}
              thumbLabel="Shift of tastes"
              min={0}
              max={1}
              step={0.05}
              value={shift}
              onChange={setShift}
              label={(value) => value.toFixed(2)}
            />
          </Input.Wrapper>
          {simulation.error ? <ProblemAlert error={simulation.error} /> : null}
          {simulation.data ? (
            <Alert role="status" variant="light" color="teal">
              {formatCount(simulation.data.generated)} ratings made: {formatCount(simulation.data.inserted)}{' '}
              new, {formatCount(simulation.data.updated)} changed (seed {simulation.data.seed}).
            </Alert>
          ) : null}
          <Button
            w="fit-content"
            variant="light"
            loading={simulation.isPending}
            disabled={batchSize < 1 || batchSize > biggestBatch}
            onClick={() => simulation.mutate({ batchSize, shift })}
          >
            Simulate {formatCount(batchSize)} ratings
          </Button>
        </Stack>
      </Section>
    </Card>
  );
}
