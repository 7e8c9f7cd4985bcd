import { Injectable } from '@nestjs/common';

export interface HealthCheck {
  status: 'up' | 'down';
  /** Whether the process can do its main work without it. */
  critical: boolean;
  [detail: string]: unknown;
}

export interface HealthReport {
  healthy: boolean;
  checks: Record<string, HealthCheck>;
}

/** Features say how they are; nobody here knows what they do. */
@Injectable()
export class HealthService {
  private reporting: Promise<HealthReport> | null = null;
  private readonly checks = new Map<string, () => Promise<HealthCheck> | HealthCheck>();

  register(name: string, check: () => Promise<HealthCheck> | HealthCheck): void {
    this.checks.set(name, check);
  }

  /** Runs all checks side by side; who asks meanwhile gets the same report. A check that throws is down. */
  report(): Promise<HealthReport> {
    this.reporting ??= this.run().finally(() => (this.reporting = null));
    return this.reporting;
  }

  private async run(): Promise<HealthReport> {
    const entries = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await outcome(check)] as const),
    );
    return {
      healthy: entries.every(([, check]) => check.status === 'up' || !check.critical),
      checks: Object.fromEntries(entries),
    };
  }
}

async function outcome(check: () => Promise<HealthCheck> | HealthCheck): Promise<HealthCheck> {
  try {
    return await check();
  } catch (error) {
    return { status: 'down', critical: true, reason: error instanceof Error ? error.message : String(error) };
  }
}
