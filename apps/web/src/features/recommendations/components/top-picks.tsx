import { Badge, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { EmptyState } from '../../../components/empty-state';
import { FilmGrid, FilmGridSkeleton } from '../../../components/film-card';
import { QueryState } from '../../../components/query-state';
import type { Movie, Recommendations } from '../../../lib/api-types';
import { recommendationsQuery } from '../api/recommendations';
import { describeMoves, rankMoves } from '../rank-moves';
import type { Tuning } from '../tuning';
import { PickCard } from './pick-card';

interface TopPicksProps {
  userId: number;
  tuning: Tuning;
  /** A film rated a moment ago leaves the list before the API has answered. */
  ratingOf: (movieId: number) => number | null;
  onRate: (movie: Movie, rating: number, recommendationId: string) => void;
}

/** The list that Marquee chose, and what the last rating did to it. */
export function TopPicks({ userId, tuning, ratingOf, onRate }: TopPicksProps) {
  const query = useQuery(recommendationsQuery(userId, tuning));
  const before = useListBefore(query.data, `${userId} ${JSON.stringify(tuning)}`, query.isPlaceholderData);
  const status = useRef<HTMLParagraphElement>(null);

  return (
    <QueryState
      query={query}
      loading={<FilmGridSkeleton count={tuning.count} />}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <EmptyState title="Nothing left to suggest">
          No unrated film fits. Take a genre away from the filter, or import more films under Data.
        </EmptyState>
      }
    >
      {(list) => {
        const moves = before ? rankMoves(before.items, list.items) : new Map<number, never>();
        const visible = list.items.filter(({ movie }) => ratingOf(movie.id) === null);
        return (
          <>
            <Group gap="sm" mb="md" mih={26}>
              <StrategyBadge list={list} />
              <Text ref={status} tabIndex={-1} size="sm" c="dimmed" role="status">
                {query.isFetching
                  ? 'Choosing again…'
                  : before
                    ? `After your last rating: ${describeMoves(moves)}`
                    : ''}
              </Text>
            </Group>
            <FilmGrid label="Recommended films" busy={query.isFetching}>
              {visible.map((item) => (
                <PickCard
                  key={item.movie.id}
                  userId={userId}
                  tuning={tuning}
                  item={item}
                  list={list}
                  move={moves.get(item.movie.id)}
                  onRate={(rating) => {
                    onRate(item.movie, rating, list.recommendationId);
                    status.current?.focus({ preventScroll: true });
                  }}
                />
              ))}
            </FilmGrid>
          </>
        );
      }}
    </QueryState>
  );
}

/** The answer that `list` replaced, as long as it was asked with the same question. */
function useListBefore(list: Recommendations | undefined, question: string, isPlaceholder: boolean) {
  const [seen, setSeen] = useState({ question, list, before: undefined as Recommendations | undefined });
  if (list && !isPlaceholder && list.recommendationId !== seen.list?.recommendationId) {
    setSeen({ question, list, before: seen.question === question ? seen.list : undefined });
  }
  return seen.before;
}

function StrategyBadge({ list }: { list: Recommendations }) {
  if (!list.coldStart) {
    return (
      <Badge variant="light" color="velvet" tt="none">
        Chosen for you{list.model ? ` by ${list.model.name} v${list.model.version}` : ''}
      </Badge>
    );
  }
  return (
    <Badge variant="light" color="bulb" tt="none">
      {list.strategy === 'genre-popularity' ? 'Well loved in your genres' : 'Well loved by everyone'} – not
      yet personal
    </Badge>
  );
}
