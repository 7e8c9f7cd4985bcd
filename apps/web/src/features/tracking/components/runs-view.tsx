import {
  Button,
  Group,
  MultiSelect,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  Switch,
  Text,
} from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { EmptyState } from '../../../components/empty-state';
import { ProblemAlert } from '../../../components/problem-alert';
import { QueryState } from '../../../components/query-state';
import { ApiProblem } from '../../../lib/api-problem';
import { countOf } from '../../../lib/format';
import { useRunLifecycle } from '../api/run';
import { experimentsQuery, searchRunsQuery } from '../api/runs';
import { columnsOf, defaultColumns } from '../columns';
import { keysOf } from '../filter-completion';
import { useRunSearch } from '../use-run-search';
import { FilterInput } from './filter-input';
import { SearchTable } from './search-table';

const mostCompared = 20;

/** Search, order, choose columns, select, compare, delete and restore. */
export function RunsView() {
  const { search, columns: chosen, change } = useRunSearch();
  const [selected, setSelected] = useState(new Set<string>());
  const query = useInfiniteQuery(searchRunsQuery(search));
  const experiments = useQuery(experimentsQuery);
  const runs = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const keys = keysOf(runs);
  const columns = columnsOf(keys);
  const shown = chosen ?? defaultColumns(columns);
  const isRefused = query.error instanceof ApiProblem && query.error.problem.status === 400;
  const update = (changes: Record<string, string>) => {
    setSelected(new Set());
    change(changes);
  };
  return (
    <Stack gap="md">
      <FilterInput
        key={search.filter}
        filter={search.filter}
        keys={keys}
        error={isRefused ? query.error : null}
        onSearch={(filter) => update({ filter })}
      />
      <Group gap="sm" align="flex-end">
        <Select
          label="Experiment"
          value={search.experimentId}
          onChange={(experiment) => update({ experiment: experiment ?? '' })}
          data={[
            { value: '', label: 'All experiments' },
            ...(experiments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          allowDeselect={false}
          w={220}
        />
        <MultiSelect
          label="Columns"
          placeholder="Add a column"
          value={shown.filter((id) => columns.some((one) => one.id === id))}
          onChange={(ids) => change({ columns: ids.join(',') })}
          data={[
            { group: 'Metrics', items: itemsOf(columns, 'metrics') },
            { group: 'Parameters', items: itemsOf(columns, 'params') },
            { group: 'Tags', items: itemsOf(columns, 'tags') },
          ]}
          searchable
          hidePickedOptions
          maw={520}
          miw={220}
          flex={1}
        />
        <SegmentedControl
          aria-label="Which runs"
          value={search.view}
          onChange={(view) => update({ view: view === 'deleted' ? view : '' })}
          data={[
            { value: 'active', label: 'Active' },
            { value: 'deleted', label: 'Deleted' },
          ]}
        />
        <Switch
          label="Trials of searches"
          checked={search.trials}
          onChange={(event) => update({ trials: event.currentTarget.checked ? 'true' : '' })}
          pb={8}
        />
      </Group>
      <Selection selected={selected} view={search.view} onDone={() => setSelected(new Set())} />
      {isRefused && query.data === undefined ? null : (
        <QueryState
          query={isRefused ? { ...query, error: null } : query}
          loading={<Skeleton height={320} radius="lg" />}
          isEmpty={() => runs.length === 0}
          empty={<Nothing isSearched={search.filter !== '' || search.view === 'deleted'} />}
        >
          {() => (
            <>
              <SearchTable
                runs={runs}
                columns={columns.filter(({ id }) => shown.includes(id))}
                orderBy={search.orderBy}
                selected={selected}
                onOrder={(orderBy) => update({ orderBy })}
                onSelect={setSelected}
              />
              {query.hasNextPage ? (
                <Group justify="center">
                  <Button
                    variant="default"
                    loading={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    Show more runs
                  </Button>
                </Group>
              ) : null}
            </>
          )}
        </QueryState>
      )}
    </Stack>
  );
}

function itemsOf(columns: ReturnType<typeof columnsOf>, kind: 'metrics' | 'params' | 'tags') {
  return columns.filter((one) => one.kind === kind).map(({ id, label }) => ({ value: id, label }));
}

interface SelectionProps {
  selected: ReadonlySet<string>;
  view: 'active' | 'deleted';
  onDone: () => void;
}

function Selection({ selected, view, onDone }: SelectionProps) {
  const lifecycle = useRunLifecycle();
  const ids = [...selected];
  const isComparable = ids.length >= 2 && ids.length <= mostCompared;
  const move = (to: 'deleted' | 'active') => lifecycle.mutate({ ids, to }, { onSuccess: onDone });
  return (
    <Stack gap="xs">
      <Group gap="sm" mih={36}>
        <Text size="sm" c="dimmed" aria-live="polite">
          {ids.length === 0
            ? 'Select runs to compare or delete them.'
            : `${countOf(ids.length, 'run')} selected${ids.length > mostCompared ? `; ${mostCompared} at the most are compared` : ''}`}
        </Text>
        {isComparable ? (
          <Button component={Link} size="xs" to={`/runs/compare?ids=${ids.join(',')}`}>
            Compare
          </Button>
        ) : null}
        {ids.length > 0 && view === 'active' ? (
          <Button size="xs" variant="default" loading={lifecycle.isPending} onClick={() => move('deleted')}>
            Delete
          </Button>
        ) : null}
        {ids.length > 0 && view === 'deleted' ? (
          <Button size="xs" variant="default" loading={lifecycle.isPending} onClick={() => move('active')}>
            Restore
          </Button>
        ) : null}
      </Group>
      {lifecycle.error ? <ProblemAlert error={lifecycle.error} /> : null}
    </Stack>
  );
}

function Nothing({ isSearched }: { isSearched: boolean }) {
  if (isSearched)
    return <EmptyState title="No run is like that">Ask for less, or look at all experiments.</EmptyState>;
  return (
    <EmptyState
      title="No run yet"
      action={
        <Button component={Link} to="/lab" mt="xs">
          Open the lab
        </Button>
      }
    >
      Trainings in the lab leave runs here, and so does every MLflow client whose MLFLOW_TRACKING_URI is this
      address.
    </EmptyState>
  );
}
