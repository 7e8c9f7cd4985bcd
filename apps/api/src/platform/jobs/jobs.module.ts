import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { JobsController } from './jobs.controller.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { ProcessIdentity } from './process-identity.js';

@Global()
@Module({
  controllers: [JobsController],
  providers: [JobsRepository, JobsService, ProcessIdentity],
  exports: [JobsService, ProcessIdentity],
})
export class JobsModule implements OnApplicationBootstrap {
  constructor(private readonly jobs: JobsService) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.recoverInterrupted();
  }
}
