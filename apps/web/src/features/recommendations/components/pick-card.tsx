import { Badge, Group, Text } from '@mantine/core';
import { FilmCard } from '../../../components/film-card';
import { StarRating } from '../../../components/star-rating';
import type { Recommendation, Recommendations } from '../../../lib/api-types';
import { formatDecimal, readableTitle } from '../../../lib/format';
import { tellDeed, type Deed } from '../feedback';
import { reasonOf } from '../reason';
import type { RankMove } from '../rank-moves';
import type { Tuning } from '../tuning';
import { useSeen } from '../use-seen';
import classes from './pick-card.module.css';
import { Why } from './why';

interface PickCardProps {
  userId: number;
  tuning: Tuning;
  item: Recommendation;
  list: Recommendations;
  move?: RankMove;
  onRate: (rating: number) => void;
}

/** One recommended film: predicted stars, the reason, why, and stars to give. */
export function PickCard({ userId, tuning, item, list, move, onRate }: PickCardProps) {
  const { recommendationId, model } = list;
  const did = (type: Deed['type']) => tellDeed({ type, movieId: item.movie.id, recommendationId });
  const ref = useSeen<HTMLElement>(recommendationId, () => did('impression'));
  const title = readableTitle(item.movie.title);
  return (
    <FilmCard
      ref={ref}
      film={item.movie}
      onOpen={() => did('click')}
      highlighted={move === 'new'}
      corner={
        <>
          <span className={classes.rank}>{item.rank}</span>
          {move === undefined ? null : <MoveBadge move={move} />}
        </>
      }
    >
      <Group gap={6} justify="space-between" wrap="nowrap" mt={2}>
        <Text size="sm" fw={640} c="var(--star-text)" className="numeric">
          <span aria-hidden="true">★ </span>
          <span className="visually-hidden">Predicted rating </span>
          {formatDecimal(item.predictedRating, 1)}
        </Text>
        <Why userId={userId} tuning={tuning} item={item} model={model} recommendationId={recommendationId} />
      </Group>
      <Text size="xs" c="dimmed" lineClamp={2} className={classes.reason}>
        {reasonOf(item)}
      </Text>
      <StarRating label={title} value={null} size={20} onRate={onRate} />
    </FilmCard>
  );
}

function MoveBadge({ move }: { move: RankMove }) {
  const [mark, words] =
    move === 'new'
      ? ['New', 'New in the list']
      : move > 0
        ? [`▲ ${move}`, `Up ${move}`]
        : [`▼ ${-move}`, `Down ${-move}`];
  return (
    <Badge
      size="sm"
      variant="filled"
      color={move === 'new' || move > 0 ? 'bulb' : 'dark.5'}
      tt="none"
      title={words}
    >
      <span aria-hidden="true">{mark}</span>
      <span className="visually-hidden">{words}</span>
    </Badge>
  );
}
