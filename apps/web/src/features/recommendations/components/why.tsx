import { Button, Popover, Stack, Text } from '@mantine/core';
import { StarRow } from '../../../components/star-row';
import type { Recommendation, Recommendations } from '../../../lib/api-types';
import { formatDecimal, readableTitle } from '../../../lib/format';
import { reasonOf } from '../reason';
import classes from './why.module.css';

const rules: Record<string, string> = {
  personalised:
    'The model compared your ratings with those of everyone else and expects you to like this one.',
  similar: 'People who liked the films below also liked this one.',
  popular: 'Many people rated it highly. Rate a few films to make this list your own.',
  genre: 'Many people rated it highly among the genres that you asked for.',
};

/** Why a film is in the list: the rule that brought it and the ratings behind it. */
export function Why({ item, model }: { item: Recommendation; model: Recommendations['model'] }) {
  return (
    <Popover width={290} position="bottom-end" withArrow shadow="lg" trapFocus returnFocus>
      <Popover.Target>
        <Button size="compact-xs" variant="subtle" aria-label={`Why ${readableTitle(item.movie.title)}?`}>
          Why?
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" tabIndex={-1} data-autofocus>
          <Text size="sm" fw={640}>
            {reasonOf(item)}
          </Text>
          <Text size="sm" c="dimmed">
            {rules[item.source] ?? 'It scored highest among the films you have not rated.'}
          </Text>
          {item.because.length ? (
            <ul className={classes.because} aria-label="Your ratings behind it">
              {item.because.map((film) => (
                <li key={film.movieId}>
                  <span>{readableTitle(film.title)}</span>
                  <span className={classes.stars}>
                    <StarRow value={film.rating} size={12} />
                    <span className="numeric">{film.rating}</span>
                  </span>
                </li>
              ))}
            </ul>
          ) : null}
          <Text size="xs" c="dimmed">
            Score {formatDecimal(item.score, 3)}
            {model ? ` from ${model.name}, version ${model.version}` : ''}. Predicted rating{' '}
            {formatDecimal(item.predictedRating, 2)} of 5.
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
