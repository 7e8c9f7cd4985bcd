import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { events, type RetrainWanted } from '../events.js';
import { Logger } from '../platform/telemetry/logger.js';
import { TrainingService } from './training.service.js';

/** Trains when another feature asks for it. */
@Injectable()
export class RetrainOnRequest {
  constructor(
    private readonly training: TrainingService,
    private readonly logger: Logger,
  ) {}

  /** @returns the job, or null where none could start */
  @OnEvent(events.retrainWanted)
  async retrain({ reportId, reason }: RetrainWanted): Promise<string | null> {
    try {
      const { id } = await this.training.start();
      this.logger.info({ event: 'training.asked-for', jobId: id, reportId, message: reason });
      return id;
    } catch (error) {
      this.logger.warn({ event: 'training.not-started', reportId, err: error });
      return null;
    }
  }
}
