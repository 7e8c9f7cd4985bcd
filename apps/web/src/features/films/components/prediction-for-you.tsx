import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ProblemAlert } from '../../../components/problem-alert';
import { formatDecimal } from '../../../lib/format';
import { predictionQuery } from '../api/prediction';

/** "We think you would give it 4.2". */
export function PredictionForYou({ userId, movieId }: { userId: number; movieId: number }) {
  const query = useQuery(predictionQuery(userId, movieId));
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={24} width={260} />;
  const { predictedRating, model } = query.data;
  return (
    <Text>
      Person {userId} would probably give it{' '}
      <Text span inherit fw={700} c="var(--star-text)" className="numeric">
        ★ {formatDecimal(predictedRating, 1)}
      </Text>
      <Text span inherit c="dimmed" size="sm">
        {model ? `, says ${model.name} version ${model.version}` : ', going by everyone’s ratings'}
      </Text>
    </Text>
  );
}
