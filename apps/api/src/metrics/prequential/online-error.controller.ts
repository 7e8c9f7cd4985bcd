import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { OnlineErrorDto, OnlineErrorQuery } from './online-error.dto.js';
import { OnlineErrorService } from './online-error.service.js';

const usualDays = 28;

@ApiTags('monitoring')
@Controller('api/v1/online-error')
export class OnlineErrorController {
  constructor(private readonly errors: OnlineErrorService) {}

  @Get()
  @ApiOperation({
    operationId: 'getOnlineError',
    summary: 'How wrong models were on ratings as they came, beside what their training promised',
  })
  @ApiOkResponse({ type: OnlineErrorDto })
  @ApiProblems(400)
  async get(@Query() { from, to }: OnlineErrorQuery): Promise<OnlineErrorDto> {
    const until = to ?? new Date();
    const since = from ?? new Date(until.getTime() - usualDays * 86_400_000);
    const report = await this.errors.report(since, until);
    return { ...report, from: since.toISOString(), to: until.toISOString() };
  }
}
