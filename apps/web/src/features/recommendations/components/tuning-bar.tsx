import { Input, MultiSelect, Slider } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Genre } from '../../../lib/api-types';
import { genreOptions } from '../../../lib/genre-options';
import classes from './tuning-bar.module.css';

interface TuningBarProps {
  genres: readonly string[];
  allGenres: readonly Genre[];
  diversity: number;
  onGenres: (genres: string[]) => void;
  onDiversity: (diversity: number) => void;
}

/** What a person may turn: which genres, and how varied the list is. */
export function TuningBar({ genres, allGenres, diversity, onGenres, onDiversity }: TuningBarProps) {
  const [dragged, setDragged] = useState(diversity);
  useEffect(() => setDragged(diversity), [diversity]);
  return (
    <div className={classes.bar}>
      <MultiSelect
        label="Genres"
        placeholder={genres.length ? undefined : 'All genres'}
        data={genreOptions(allGenres)}
        value={[...genres]}
        onChange={onGenres}
        clearable
        searchable
        hidePickedOptions
        clearButtonProps={{ 'aria-label': 'Clear genres' }}
      />
      <Input.Wrapper label="Variety" labelElement="div" className={classes.variety}>
        <Slider
          thumbLabel="Variety of the list"
          value={Math.round(dragged * 100)}
          onChange={(value) => setDragged(value / 100)}
          onChangeEnd={(value) => onDiversity(value / 100)}
          step={10}
          label={(value) => `${value} %`}
        />
        <div className={classes.ends} aria-hidden="true">
          <span>Best guesses</span>
          <span>Most varied</span>
        </div>
      </Input.Wrapper>
    </div>
  );
}
