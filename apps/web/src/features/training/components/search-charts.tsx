import { Select, SimpleGrid } from '@mantine/core';
import { useState } from 'react';
import { Lines, Scatter } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import type { SearchDetails } from '../../../lib/api-types';
import { formatDecimal } from '../../../lib/format';
import { higherIsBetter, metricLabel } from '../../../lib/metric-names';
import { hyperparameterTitle } from '../hyperparameters';
import { bestSoFar, numericParameters, pointsOf, shortValue } from '../search-trials';

const four = (value: number) => formatDecimal(value, 4);

/** How the best went on, and where the trials lie by one hyperparameter. */
export function SearchCharts({ search }: { search: SearchDetails }) {
  const { metric } = search.settings;
  const rows = bestSoFar(search.trials, metric);
  const parameters = numericParameters(search.trials);
  const [picked, setPicked] = useState<string | null>(null);
  const parameter = picked !== null && parameters.includes(picked) ? picked : parameters[0];
  const last = rows.at(-1);
  if (!last) return null;
  const label = metricLabel(metric);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Figure
        title="Best so far"
        summary={`The best ${label} after ${last.trial} trials is ${four(last.best)}; ${higherIsBetter(metric) ? 'higher' : 'lower'} is better.`}
        table={{
          columns: ['Trial', label, 'Best so far'],
          rows: rows.map(({ trial, value, best }) => [trial, four(value), four(best)]),
        }}
      >
        <Lines
          rows={rows}
          category="trial"
          series={[
            { name: 'best', label: 'Best so far', color: 'var(--chart-a)' },
            { name: 'value', label: 'Trial', color: 'var(--chart-b)' },
          ]}
          format={(value) => formatDecimal(value, 3)}
          zoomed
          withDots
        />
      </Figure>
      {parameter ? (
        <ParameterFigure key={parameter} search={search} parameter={parameter}>
          <Select
            size="xs"
            mb="sm"
            aria-label="Hyperparameter"
            allowDeselect={false}
            data={parameters.map((value) => ({ value, label: hyperparameterTitle(value) }))}
            value={parameter}
            onChange={setPicked}
          />
        </ParameterFigure>
      ) : null}
    </SimpleGrid>
  );
}

interface ParameterFigureProps {
  search: SearchDetails;
  parameter: string;
  children: React.ReactNode;
}

function ParameterFigure({ search, parameter, children }: ParameterFigureProps) {
  const label = metricLabel(search.settings.metric);
  const title = hyperparameterTitle(parameter);
  const complete = pointsOf(search.trials, parameter, 'succeeded');
  const pruned = pointsOf(search.trials, parameter, 'pruned');
  const rowsOf = (points: typeof complete, state: string) =>
    points.map(({ x, y }) => [shortValue(x), four(y), state]);
  return (
    <div>
      {children}
      <Figure
        title={`${label} by ${title.toLowerCase()}`}
        summary={`${complete.length} complete and ${pruned.length} pruned trials; pruned ones by what they had when they ended.`}
        table={{
          columns: [title, label, 'State'],
          rows: [...rowsOf(complete, 'complete'), ...rowsOf(pruned, 'pruned')],
        }}
      >
        <Scatter
          series={[
            { name: 'Complete', color: 'var(--chart-a)', points: complete },
            { name: 'Pruned', color: 'var(--chart-c)', points: pruned },
          ]}
          labels={{ x: title, y: label }}
          format={{ x: shortValue, y: four }}
        />
      </Figure>
    </div>
  );
}
