import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import { dataSourceOptions } from '../../platform/database/data-source-options.js';
import { Logger } from '../../platform/telemetry/logger.js';
import { Catalogue } from './catalogue.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { MoviesRepository } from './movies.repository.js';
import { MoviesService } from './movies.service.js';

describe('MoviesService', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let catalogue: Catalogue;
  let service: MoviesService;

  beforeEach(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    const repository = new CatalogueRepository(dataSource);
    catalogue = new Catalogue(repository, new Logger(() => undefined));
    service = new MoviesService(catalogue, repository, new MoviesRepository(dataSource));
  });

  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('shows a new film at once, with the year of its title', async () => {
    expect(await catalogue.all()).toEqual([]);
    const created = await service.create({
      title: ' Metropolis (1927) ',
      genres: ['Drama', ' Drama', 'Sci-Fi'],
    });
    expect(created).toEqual({
      id: 1,
      title: 'Metropolis (1927)',
      year: 1927,
      genres: ['Drama', 'Sci-Fi'],
      imdbId: null,
      tmdbId: null,
      ratingCount: 0,
      averageRating: null,
      externalId: '1',
    });
    expect((await service.search({ q: 'metro', sort: 'relevance' }, 10)).items).toEqual([created]);
    expect(await service.genres()).toEqual([
      { genre: 'Drama', movieCount: 1 },
      { genre: 'Sci-Fi', movieCount: 1 },
    ]);
  });

  it('gives every film an id of its own, also when many come at once and the greatest id is taken', async () => {
    await dataSource.query(`INSERT INTO movies (id, title) VALUES (2, 'Two'), (2147483647, 'Last')`);
    const created = await Promise.all(
      Array.from({ length: 6 }, (_, i) => service.create({ title: `Film ${i}` })),
    );
    expect(created.map(({ id }) => id).sort((a, b) => a - b)).toEqual([1, 3, 4, 5, 6, 7]);
  });

  it('keeps the same list until something changed', async () => {
    await service.create({ title: 'One' });
    const before = await catalogue.all();
    catalogue.suspectChange();
    expect(await catalogue.all()).toBe(before);
    await service.create({ title: 'Two' });
    expect((await catalogue.all()).map(({ title }) => title)).toEqual(['One', 'Two']);
    expect((await catalogue.byId()).get(2)?.title).toBe('Two');
  });

  it('tells how a film was rated and what people call it', async () => {
    await service.create({ title: 'One' });
    await dataSource.query(
      `INSERT INTO ratings VALUES (1, 1, 4, now()), (2, 1, 4, now()), (3, 1, 0.5, now())`,
    );
    await dataSource.query(
      `INSERT INTO tags VALUES (1, 1, 'Dark', now()), (2, 1, 'dark', now()), (2, 1, 'slow', now())`,
    );
    const details = await service.details(1);
    expect(details).toMatchObject({ ratingCount: 3, averageRating: 8.5 / 3 });
    expect(details.ratingDistribution).toHaveLength(10);
    expect(details.ratingDistribution.filter(({ count }) => count > 0)).toEqual([
      { rating: 0.5, count: 1 },
      { rating: 4, count: 2 },
    ]);
    expect(details.tags.map(({ tag, count }) => [tag.toLowerCase(), count])).toEqual([
      ['dark', 2],
      ['slow', 1],
    ]);
    await expect(service.details(9)).rejects.toMatchObject({ code: 'movie-not-found' });
  });

  it('pages through all films, with nothing lost or twice', async () => {
    await dataSource.query(
      `INSERT INTO movies (id, title) SELECT n, 'Film ' || n % 7 FROM generate_series(1, 105) AS n`,
    );
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await service.search({ sort: 'title' }, 10, cursor);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(105);
    expect(new Set(seen).size).toBe(105);
  });
});
