import { Button, Stack, Text, Title } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { PosterArt } from '../../../components/poster-art';
import { ProblemAlert } from '../../../components/problem-alert';
import { useCreateUser } from '../api/create-user';
import { UserPicker } from './user-picker';
import classes from './welcome.module.css';

const wall: readonly (readonly [title: string, year: number, genres: readonly string[]])[] = [
  ['Alien', 1979, ['Horror', 'Sci-Fi']],
  ['Spirited Away', 2001, ['Animation', 'Fantasy']],
  ['Chinatown', 1974, ['Film-Noir', 'Mystery']],
  ['Before Sunrise', 1995, ['Romance', 'Drama']],
  ['Mad Max', 1979, ['Action', 'Adventure']],
  ['Unforgiven', 1992, ['Western']],
];

/** The first thing a visitor sees: who are you? */
export function Welcome({ onChoose }: { onChoose: (id: number) => void }) {
  const creation = useCreateUser();
  return (
    <section className={classes.welcome} aria-labelledby="welcome-title">
      <title>Marquee</title>
      <Stack gap="lg" className={classes.words}>
        <Title order={1} id="welcome-title" className={`display ${classes.title}`}>
          Films worth your evening
        </Title>
        <Text size="lg" c="dimmed" maw={460}>
          Rate five films and Marquee knows enough to choose for you. Every rating after that moves the list
          at once.
        </Text>
        {creation.error ? <ProblemAlert error={creation.error} onRetry={() => creation.mutate()} /> : null}
        <Button
          size="lg"
          w="fit-content"
          leftSection={<IconSparkles size={20} aria-hidden />}
          loading={creation.isPending}
          onClick={() => creation.mutate(undefined, { onSuccess: ({ id }) => onChoose(id) })}
        >
          I’m new here
        </Button>
        <div className={classes.picker}>
          <UserPicker userId={null} onChoose={onChoose} label="Or watch as someone who has rated films" />
        </div>
      </Stack>
      <div className={classes.wall} aria-hidden="true">
        {wall.map(([title, year, genres]) => (
          <PosterArt key={title} title={title} year={year} genres={genres} />
        ))}
      </div>
    </section>
  );
}
