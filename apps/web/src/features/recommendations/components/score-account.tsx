import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ProblemAlert } from '../../../components/problem-alert';
import type { Explanation } from '../../../lib/api-types';
import { formatDecimal, readableTitle } from '../../../lib/format';
import { explanationQuery } from '../api/explanation';
import { byFilm, partNames, termNames } from '../contributions';
import type { Tuning } from '../tuning';
import { ContributionBars, type Contribution } from './contribution-bars';

const filmsShown = 5;

interface ScoreAccountProps {
  userId: number;
  movieId: number;
  tuning: Tuning;
}

/** What a film's score is the sum of, and what its predicted rating is, as bars. */
export function ScoreAccount({ userId, movieId, tuning }: ScoreAccountProps) {
  const query = useQuery(explanationQuery(userId, movieId, tuning));
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={96} role="status" aria-label="Loading" />;
  return <Account explanation={query.data} />;
}

function Account({ explanation: { score, parts, estimate } }: { explanation: Explanation }) {
  const ofParts = parts.map(({ name, contribution }) => ({
    key: name,
    label: partNames[name],
    contribution,
  }));
  const ofFilms = filmBars(byFilm(parts.map(({ because }) => because)));
  return (
    <Stack gap={6}>
      <Text size="xs" fw={640}>
        Score {formatDecimal(score, 2)}, the sum of
      </Text>
      <ContributionBars label="Parts of the score" contributions={ofParts} greatest={greatestOf(ofParts)} />
      {ofFilms.length ? (
        <>
          <Text size="xs" fw={640} mt={4}>
            Of it, by your ratings
          </Text>
          <ContributionBars
            label="What your ratings add to the score"
            contributions={ofFilms}
            greatest={greatestOf(ofFilms)}
          />
        </>
      ) : null}
      {estimate ? <Estimate estimate={estimate} /> : null}
    </Stack>
  );
}

function Estimate({ estimate }: { estimate: NonNullable<Explanation['estimate']> }) {
  const bars = [
    ...estimate.terms.map(({ name, contribution }) => ({ key: name, label: termNames[name], contribution })),
    ...filmBars(estimate.because),
  ];
  const shown = bars.filter(({ key }) => key !== 'mean');
  return (
    <>
      <Text size="xs" fw={640} mt={4}>
        {estimate.output === 'rating' ? 'Predicted rating' : 'Preference'} {formatDecimal(estimate.score, 2)}
      </Text>
      <ContributionBars label="Parts of the estimate" contributions={bars} greatest={greatestOf(shown)} />
    </>
  );
}

function filmBars(films: Explanation['parts'][number]['because']): Contribution[] {
  return [...films]
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, filmsShown)
    .map(({ movieId, title, rating, contribution }) => ({
      key: movieId,
      label: `${readableTitle(title)}, rated ${rating}`,
      contribution,
    }));
}

function greatestOf(contributions: readonly Contribution[]): number {
  return Math.max(0, ...contributions.map(({ contribution }) => Math.abs(contribution)));
}
