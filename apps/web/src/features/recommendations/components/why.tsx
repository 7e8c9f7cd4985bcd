import { Anchor, Button, Popover, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { StarRow } from '../../../components/star-row';
import type { Recommendation, Recommendations } from '../../../lib/api-types';
import { formatDecimal, readableTitle } from '../../../lib/format';
import { reasonOf } from '../reason';
import type { Tuning } from '../tuning';
import { ScoreAccount } from './score-account';
import classes from './why.module.css';

const rules: Record<string, string> = {
  personalised:
    'The model compared your ratings with those of everyone else and expects you to like this one.',
  similar: 'People who liked the films below also liked this one.',
  popular: 'Many people rated it highly. Rate a few films to make this list your own.',
  genre: 'Many people rated it highly among the genres that you asked for.',
  new: 'Nobody has rated it yet, or hardly anybody; its genres are those that you like.',
};

interface WhyProps {
  userId: number;
  tuning: Tuning;
  item: Recommendation;
  model: Recommendations['model'];
  recommendationId: string;
}

/** Why a film is in the list: the rule that brought it, the ratings behind it, and what its score is the sum of. */
export function Why({ userId, tuning, item, model, recommendationId }: WhyProps) {
  return (
    <Popover width={340} position="bottom-end" withArrow shadow="lg" trapFocus returnFocus>
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
          <ScoreAccount userId={userId} movieId={item.movie.id} tuning={tuning} />
          <Text size="xs" c="dimmed">
            Predicted rating {formatDecimal(item.predictedRating, 2)} of 5
            {item.predictedRatingFrom === 'average' ? ', by everybody’s average' : ''}
            {model ? `. Chosen by ${model.name}, version ${model.version}` : ''}.
          </Text>
          <Anchor component={Link} to={`/lineage/recommendations/${recommendationId}`} size="xs">
            How did this list come about?
          </Anchor>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
