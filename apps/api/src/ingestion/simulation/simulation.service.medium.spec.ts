import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.js';
import { dataSourceOptions } from '../../platform/database/data-source-options.js';
import { Logger } from '../../platform/telemetry/logger.js';
import { Catalogue } from '../catalogue/catalogue.js';
import { CatalogueRepository } from '../catalogue/catalogue.repository.js';
import { RatingsRepository } from '../ratings/ratings.repository.js';
import { SimulationRepository } from './simulation.repository.js';
import { SimulationService } from './simulation.service.js';

describe('SimulationService', () => {
  const open: { database: TestDatabase; dataSource: DataSource }[] = [];

  async function start(): Promise<{ dataSource: DataSource; service: SimulationService }> {
    const database = await createTestDatabase();
    const dataSource = await new DataSource(dataSourceOptions(database.url, 2)).initialize();
    open.push({ database, dataSource });
    const catalogue = new Catalogue(new CatalogueRepository(dataSource), new Logger(() => undefined));
    const service = new SimulationService(
      new SimulationRepository(dataSource),
      new RatingsRepository(dataSource),
      catalogue,
      new EventEmitter2(),
    );
    return { dataSource, service };
  }

  async function fill(dataSource: DataSource, users: number, movies: number): Promise<void> {
    await dataSource.query(
      `INSERT INTO movies (id, title, genres) SELECT n, 'Film ' || n, ARRAY['Drama'] FROM generate_series(1, $1) AS n`,
      [movies],
    );
    await dataSource.query(
      `INSERT INTO ratings SELECT u, m, 3 + u % 2, now() FROM generate_series(1, $1) u, generate_series(1, $2) m WHERE (u + m) % 4 = 0`,
      [users, movies],
    );
  }

  afterEach(async () => {
    for (const { database, dataSource } of open.splice(0)) {
      await dataSource.destroy();
      await database.drop();
    }
  });

  const ratingsOf = (dataSource: DataSource): Promise<unknown[]> =>
    dataSource.query('SELECT user_id, movie_id, rating FROM ratings ORDER BY 1, 2');

  it('makes new ratings, the same by the same seed', async () => {
    const [a, b] = [await start(), await start()];
    for (const { dataSource } of [a, b]) await fill(dataSource, 40, 100);
    const result = await a.service.generate({ count: 500, seed: 3, shift: 0.5 });
    expect(result).toMatchObject({ generated: 500, inserted: 500, updated: 0, seed: 3, shift: 0.5 });
    expect(await b.service.generate({ count: 500, seed: 3, shift: 0.5 })).toEqual(result);
    expect(await ratingsOf(a.dataSource)).toEqual(await ratingsOf(b.dataSource));
    expect(await ratingsOf(a.dataSource)).toHaveLength(1_500);
  });

  it('corrects ratings where no new pairs are left, and ends', async () => {
    const { dataSource, service } = await start();
    await fill(dataSource, 4, 4);
    const result = await service.generate({ count: 1_000, seed: 1, shift: 0 });
    expect(result.generated).toBeGreaterThan(10);
    expect(result.generated).toBeLessThanOrEqual(16);
    expect(result.inserted + result.updated).toBe(result.generated);
  });

  it('refuses where there is nothing to look like', async () => {
    const { service } = await start();
    await expect(service.generate({ count: 1, seed: 1, shift: 0 })).rejects.toMatchObject({
      code: 'not-enough-data',
    });
  });
});
