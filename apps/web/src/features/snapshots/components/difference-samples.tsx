import { Anchor, Card, List, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Section } from '../../../components/page';
import type { SnapshotDiff } from '../../../lib/api-types';
import { formatCount, formatDateTime, readableTitle } from '../../../lib/format';

type Ratings = SnapshotDiff['ratings'];
type Movies = SnapshotDiff['movies'];
type Film = Movies['addedSample'][number];
type Moment = Ratings['changedSample'][number]['before'];

/** The first ratings that came, went and changed. */
export function RatingSamples({ ratings }: { ratings: Ratings }) {
  const { addedSample, removedSample, changedSample } = ratings;
  const single = (one: Ratings['addedSample'][number]) => ({ ...one, cells: [<Told key="told" {...one} />] });
  return (
    <Samples title="Ratings">
      <Sample title="Added" shown={addedSample.length} count={ratings.added}>
        <RatingTable columns={['Rating']} rows={addedSample.map(single)} />
      </Sample>
      <Sample title="Removed" shown={removedSample.length} count={ratings.removed}>
        <RatingTable columns={['Rating']} rows={removedSample.map(single)} />
      </Sample>
      <Sample title="Changed" shown={changedSample.length} count={ratings.changed}>
        <RatingTable
          columns={['Before', 'After']}
          rows={changedSample.map(({ before, after, ...of }) => ({
            ...of,
            cells: [<Told key="before" {...before} />, <Told key="after" {...after} />],
          }))}
        />
      </Sample>
    </Samples>
  );
}

/** The first people who came, went, and rated otherwise. */
export function PeopleSamples({ users }: { users: SnapshotDiff['users'] }) {
  const sample = (title: string, count: number, ids: readonly number[]) => (
    <Sample title={title} shown={ids.length} count={count}>
      <Text size="sm" className="numeric">
        {ids.join(', ')}
      </Text>
    </Sample>
  );
  return (
    <Samples title="People">
      {sample('Added', users.added, users.addedSample)}
      {sample('Removed', users.removed, users.removedSample)}
      {sample('Ratings differ', users.changed, users.changedSample)}
    </Samples>
  );
}

/** The first films that came, went and changed. */
export function FilmSamples({ movies }: { movies: Movies }) {
  const { addedSample, removedSample, changedSample } = movies;
  return (
    <Samples title="Films">
      <Sample title="Added" shown={addedSample.length} count={movies.added}>
        <Films items={addedSample.map((film) => ({ id: film.id, text: <FilmTold film={film} /> }))} />
      </Sample>
      <Sample title="Removed" shown={removedSample.length} count={movies.removed}>
        <Films items={removedSample.map((film) => ({ id: film.id, text: <FilmTold film={film} /> }))} />
      </Sample>
      <Sample title="Changed" shown={changedSample.length} count={movies.changed}>
        <Films
          items={changedSample.map(({ before, after }) => ({
            id: after.id,
            text: (
              <>
                <FilmTold film={before} /> became <FilmTold film={after} />
              </>
            ),
          }))}
        />
      </Sample>
    </Samples>
  );
}

function Samples({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Section title={title}>
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg">
        {children}
      </SimpleGrid>
    </Section>
  );
}

interface SampleProps {
  title: string;
  shown: number;
  count: number;
  children: ReactNode;
}

function Sample({ title, shown, count, children }: SampleProps) {
  return (
    <Card>
      <Stack gap="sm">
        <Title order={3} size="h4">
          {title}
        </Title>
        {count === 0 ? (
          <Text size="sm" c="dimmed">
            None.
          </Text>
        ) : (
          <>
            {children}
            <Text size="xs" c="dimmed">
              {shown < count ? `The first ${formatCount(shown)} of ${formatCount(count)}.` : 'All of them.'}
            </Text>
          </>
        )}
      </Stack>
    </Card>
  );
}

interface RatingTableProps {
  columns: readonly string[];
  rows: readonly { userId: number; movieId: number; cells: readonly ReactNode[] }[];
}

function RatingTable({ columns, rows }: RatingTableProps) {
  return (
    <Table verticalSpacing={6} horizontalSpacing={6} fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Person</Table.Th>
          <Table.Th>Film</Table.Th>
          {columns.map((column) => (
            <Table.Th key={column}>{column}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ userId, movieId, cells }) => (
          <Table.Tr key={`${userId} ${movieId}`}>
            <Table.Td className="numeric">{userId}</Table.Td>
            <Table.Td className="numeric">
              <Anchor component={Link} to={`/films/${movieId}`} size="sm">
                {movieId}
              </Anchor>
            </Table.Td>
            {cells.map((cell, column) => (
              <Table.Td key={column}>{cell}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Told({ rating, ratedAt }: Moment) {
  return (
    <>
      <span className="numeric">{rating.toFixed(1)}</span>
      <Text span display="block" size="xs" c="dimmed">
        {formatDateTime(ratedAt)}
      </Text>
    </>
  );
}

function Films({ items }: { items: readonly { id: number; text: ReactNode }[] }) {
  return (
    <List size="sm" listStyleType="none" spacing={6}>
      {items.map(({ id, text }) => (
        <List.Item key={id}>{text}</List.Item>
      ))}
    </List>
  );
}

function FilmTold({ film: { title, year, genres } }: { film: Film }) {
  return (
    <>
      {readableTitle(title)}
      {year === null ? '' : ` (${year})`}{' '}
      <Text span size="xs" c="dimmed">
        {genres.join(', ')}
      </Text>
    </>
  );
}
