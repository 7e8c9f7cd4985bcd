import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HealthService, type HealthCheck } from '../telemetry/health.service.js';
import { Logger } from '../telemetry/logger.js';
import { ArtifactStore } from './artifact-store.js';

/** Probes ask every few seconds; the store is asked less often. */
const checkEveryMs = 30_000;

/**
 * Says at the start and in the health report whether the store can be used, and why not. The process serves without it,
 * so it starts all the same: a model that is in memory goes on answering.
 */
@Injectable()
export class ArtifactStoreHealth implements OnApplicationBootstrap {
  private verdict: Promise<string | null> | null = null;
  private checkedAt = 0;
  private told: string | null = null;

  constructor(
    private readonly store: ArtifactStore,
    private readonly logger: Logger,
    health: HealthService,
  ) {
    health.register('artifacts', () => this.report());
  }

  async onApplicationBootstrap(): Promise<void> {
    if ((await this.fault()) !== null) return;
    try {
      const removed = await this.store.sweep();
      if (removed > 0) this.logger.info({ event: 'artifacts.swept', removed });
    } catch (error) {
      this.logger.warn({ event: 'artifacts.not-swept', err: error });
    }
  }

  private async report(): Promise<HealthCheck> {
    const reason = await this.fault();
    return {
      status: reason === null ? 'up' : 'down',
      critical: false,
      location: this.store.location,
      ...(reason === null ? {} : { reason }),
    };
  }

  /** null: the store can be used. */
  private fault(): Promise<string | null> {
    if (this.verdict === null || Date.now() - this.checkedAt > checkEveryMs) {
      this.checkedAt = Date.now();
      this.verdict = this.check();
    }
    return this.verdict;
  }

  private async check(): Promise<string | null> {
    const reason = await this.store.check().then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (reason !== null && reason !== this.told)
      this.logger.error({ event: 'artifacts.unusable', message: reason });
    if (reason === null && this.told !== null) this.logger.info({ event: 'artifacts.usable' });
    this.told = reason;
    return reason;
  }
}
