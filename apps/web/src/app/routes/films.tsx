import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { Page } from '../../components/page';
import { genresQuery } from '../../features/films/api/genres';
import { sorts, type FilmSearch, type Sort } from '../../features/films/api/movies';
import { FilmFilters } from '../../features/films/components/film-filters';
import { FilmResults } from '../../features/films/components/film-results';

export default function FilmsRoute() {
  const [params, setParams] = useSearchParams();
  const genres = useQuery(genresQuery);
  const search = readSearch(params);
  const [settled] = useDebouncedValue(JSON.stringify(askable(search)), 220);

  const change = (next: Partial<FilmSearch>) =>
    setParams((current) => writeSearch(current, { ...readSearch(current), ...next }), { replace: true });

  return (
    <Page
      title="Films"
      lead="Search the catalogue: accents and capitals do not matter, the start of a word is enough."
    >
      <FilmFilters search={search} allGenres={genres.data ?? []} onChange={change} />
      <section aria-label="Results">
        <FilmResults
          search={JSON.parse(settled) as FilmSearch}
          onReset={() => setParams({}, { replace: true })}
        />
      </section>
    </Page>
  );
}

const yearOf = (text: string | null) => (text && /^\d{1,4}$/.test(text) ? Number(text) : null);
/** A year that is still being typed does not narrow the search yet. */
const complete = (year: number | null) => (year !== null && year >= 1000 ? year : null);
const askable = (search: FilmSearch): FilmSearch => ({
  ...search,
  yearFrom: complete(search.yearFrom),
  yearTo: complete(search.yearTo),
});

/** Reads the search out of the address; an order that nobody offers becomes the natural one. */
function readSearch(params: URLSearchParams): FilmSearch {
  const q = params.get('q') ?? '';
  const asked = sorts.find((sort) => sort === params.get('sort'));
  const natural: Sort = q ? 'relevance' : 'popular';
  return {
    q,
    genre: params.get('genre'),
    yearFrom: yearOf(params.get('from')),
    yearTo: yearOf(params.get('to')),
    sort: asked ?? natural,
  };
}

function writeSearch(current: URLSearchParams, search: FilmSearch): URLSearchParams {
  const next = new URLSearchParams(current);
  const put = (key: string, value: string | number | null) =>
    value === null || value === '' ? next.delete(key) : next.set(key, String(value));
  put('q', search.q);
  put('genre', search.genre);
  put('from', search.yearFrom);
  put('to', search.yearTo);
  const chosen = search.sort !== readSearch(current).sort || current.has('sort');
  put('sort', chosen ? search.sort : null);
  return next;
}
