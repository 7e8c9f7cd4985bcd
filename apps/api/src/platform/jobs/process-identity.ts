import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { DatabaseAddress } from '../database/database.module.js';
import { Logger } from '../telemetry/logger.js';

const lockSpace = 7_203_115;

/**
 * Tells whether a process lives, by an advisory lock that PostgreSQL drops with its connection. Nothing has to time
 * out: a process that was killed is seen to be gone at once, and one that is only slow is not taken for dead.
 */
@Injectable()
export class ProcessIdentity implements OnModuleInit, OnApplicationShutdown {
  /** Names this process among all that share the database. */
  readonly owner = String(randomInt(1, 2 ** 31 - 1));
  private connection: pg.Client | null = null;
  private holding: Promise<void> | null = null;
  private stopped = false;

  constructor(
    private readonly address: DatabaseAddress,
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.hold();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.connection?.end().catch(() => undefined);
  }

  /**
   * `owner`, once others can see that this process lives; what is taken in its name earlier would be taken from the dead.
   *
   * @throws when the database cannot be reached
   */
  async heldOwner(): Promise<string> {
    await this.hold();
    return this.owner;
  }

  async isAlive(owner: string): Promise<boolean> {
    if (owner === this.owner) return true;
    const rows = await this.dataSource.query<{ held: boolean }[]>(
      `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = $1::oid AND objid = $2::oid AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS held`,
      [lockSpace, owner],
    );
    return rows[0]?.held ?? false;
  }

  private hold(): Promise<void> {
    if (this.connection) return Promise.resolve();
    this.holding ??= this.connect().finally(() => (this.holding = null));
    return this.holding;
  }

  /** The lock is a shared one: the server may take a while to see that the connection before this one is gone. */
  private async connect(): Promise<void> {
    const connection = new pg.Client({
      connectionString: this.address.url,
      keepAlive: true,
      application_name: 'marquee-identity',
      // A machine that vanishes says no farewell: the server asks, and has its answer within half a minute.
      options: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
    });
    connection.on('error', () => {
      if (this.connection === connection) this.regain();
    });
    await connection.connect();
    await connection.query('SELECT pg_advisory_lock_shared($1, $2)', [lockSpace, Number(this.owner)]);
    this.connection = connection;
  }

  private regain(): void {
    if (this.stopped) return;
    this.connection = null;
    this.logger.warn({ event: 'database.connection-lost' });
    const again = setTimeout(() => {
      this.hold().catch(() => this.regain());
    }, 1000);
    again.unref();
  }
}
