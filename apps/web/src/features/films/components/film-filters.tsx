import { NumberInput, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { Genre } from '../../../lib/api-types';
import { genreOptions } from '../../../lib/genre-options';
import { sorts, type FilmSearch, type Sort } from '../api/movies';
import classes from './film-filters.module.css';

interface FilmFiltersProps {
  search: FilmSearch;
  allGenres: readonly Genre[];
  onChange: (change: Partial<FilmSearch>) => void;
}

const sortNames: Record<Sort, string> = {
  relevance: 'Best match',
  popular: 'Most rated',
  rating: 'Highest rated',
  year: 'Newest',
  title: 'Title',
};
const yearFrom = (value: number | string) => (typeof value === 'number' ? value : null);

export function FilmFilters({ search, allGenres, onChange }: FilmFiltersProps) {
  return (
    <form
      role="search"
      aria-label="Films"
      className={classes.filters}
      onSubmit={(event) => event.preventDefault()}
    >
      <TextInput
        className={classes.text}
        label="Title"
        type="search"
        placeholder="amelie, matrix, toy sto…"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search.q}
        onChange={(event) => onChange({ q: event.currentTarget.value })}
      />
      <Select
        label="Genre"
        placeholder="All"
        clearable
        searchable
        data={genreOptions(allGenres)}
        value={search.genre}
        onChange={(genre) => onChange({ genre })}
        clearButtonProps={{ 'aria-label': 'Clear genre' }}
      />
      <NumberInput
        label="From year"
        placeholder="1902"
        min={1870}
        max={2100}
        hideControls
        value={search.yearFrom ?? ''}
        onChange={(value) => onChange({ yearFrom: yearFrom(value) })}
      />
      <NumberInput
        label="To year"
        placeholder="today"
        min={1870}
        max={2100}
        hideControls
        value={search.yearTo ?? ''}
        onChange={(value) => onChange({ yearTo: yearFrom(value) })}
      />
      <Select
        label="Order"
        allowDeselect={false}
        data={sorts.map((value) => ({ value, label: sortNames[value] }))}
        value={search.sort}
        onChange={(sort) => sort && onChange({ sort })}
      />
    </form>
  );
}
