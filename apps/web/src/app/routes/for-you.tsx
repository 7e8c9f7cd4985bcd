import { Button, Card, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Page, Section } from '../../components/page';
import { ProblemAlert } from '../../components/problem-alert';
import { TasteProfile } from '../../features/account/components/taste-profile';
import { UserPicker } from '../../features/account/components/user-picker';
import { Welcome } from '../../features/account/components/welcome';
import { useCurrentUser } from '../../features/account/use-current-user';
import { genresQuery } from '../../features/films/api/genres';
import { Onboarding, ratingsNeeded } from '../../features/onboarding/components/onboarding';
import { OwnRatings } from '../../features/ratings/components/own-ratings';
import { useRating } from '../../features/ratings/use-rating';
import { FineTune } from '../../features/recommendations/components/fine-tune';
import { TopPicks } from '../../features/recommendations/components/top-picks';
import { TuningBar } from '../../features/recommendations/components/tuning-bar';
import { tuningFrom, withTuning, type Tuning } from '../../features/recommendations/tuning';
import classes from './for-you.module.css';

/** The recommendations page: who is watching, what they rated, what Marquee suggests. */
export default function ForYouRoute() {
  const { userId, chooseUser } = useCurrentUser();
  if (userId === null) return <Welcome onChoose={chooseUser} />;
  return <ForYou key={userId} userId={userId} onUser={chooseUser} />;
}

function ForYou({ userId, onUser }: { userId: number; onUser: (id: number | null) => void }) {
  const rating = useRating(userId);
  const genres = useQuery(genresQuery);
  const { tuning, tune } = useTuning();
  const [onboarding, setOnboarding] = useState<boolean | null>(null);
  const ratedCount = rating.ratings.length;
  const allGenres = genres.data ?? [];
  // Decided once, when the ratings arrive: the fifth rating must not take the films away under the pointer.
  if (onboarding === null && rating.query.data) setOnboarding(ratedCount < ratingsNeeded);

  return (
    <Page
      title="For you"
      lead={
        ratedCount < ratingsNeeded
          ? `Person ${userId}, rate ${ratingsNeeded} films and the list becomes yours.`
          : `Person ${userId}, these are the films that you have not rated and will probably like.`
      }
      actions={
        <Group gap="sm" align="flex-end">
          <UserPicker userId={userId} onChoose={onUser} />
          <Button variant="default" onClick={() => onUser(null)}>
            Someone else
          </Button>
        </Group>
      }
    >
      {onboarding ? (
        <Stack gap="sm">
          <Onboarding
            ratedCount={ratedCount}
            genres={tuning.genres}
            allGenres={allGenres}
            onGenres={(chosen) => tune({ genres: chosen })}
            ratingOf={rating.ratingOf}
            onRate={(film, stars) => rating.rate(film, stars)}
            onClear={(film) => rating.rate(film, null)}
          />
          {ratedCount >= ratingsNeeded ? (
            <Button variant="light" w="fit-content" onClick={() => setOnboarding(false)}>
              Done – show my list
            </Button>
          ) : null}
        </Stack>
      ) : null}
      {rating.query.data === undefined && !rating.query.error ? <Skeleton height={120} radius="lg" /> : null}
      <div className={classes.columns}>
        <Section title="Your list">
          {genres.error ? <ProblemAlert error={genres.error} onRetry={() => void genres.refetch()} /> : null}
          <TuningBar
            genres={tuning.genres}
            allGenres={allGenres}
            diversity={tuning.diversity}
            onGenres={(chosen) => tune({ genres: chosen })}
            onDiversity={(diversity) => tune({ diversity })}
          />
          <FineTune tuning={tuning} onChange={tune} />
          <TopPicks userId={userId} tuning={tuning} ratingOf={rating.ratingOf} onRate={rating.rate} />
        </Section>
        <Stack gap="xl" component="aside" aria-label="Your taste and ratings">
          <TasteProfile userId={userId} />
          <Card>
            <Section
              title="Your ratings"
              actions={
                onboarding === false ? (
                  <Button size="compact-sm" variant="subtle" onClick={() => setOnboarding(true)}>
                    Rate more
                  </Button>
                ) : null
              }
            >
              <OwnRatings rating={rating} />
            </Section>
          </Card>
          <Text size="xs" c="dimmed">
            Posters are drawn by Marquee: the rating data comes without pictures.
          </Text>
        </Stack>
      </div>
    </Page>
  );
}

/** What is turned, kept in the address. */
function useTuning() {
  const [search, setSearch] = useSearchParams();
  const tune = (change: Partial<Tuning>) =>
    setSearch((params) => withTuning(params, change), { replace: true, preventScrollReset: true });
  return { tuning: tuningFrom(search), tune };
}
