import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/** Nest's own lines in the process's log: its start-up chatter is detail, its faults are not. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ event: 'nest', message: String(message), context });
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ event: 'nest', message: String(message), context });
  }
  error(message: unknown, stack?: string, context?: string): void {
    this.logger.error({ event: 'nest', message: String(message), stack, context });
  }
}
