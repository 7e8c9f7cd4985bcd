import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { DataStats } from './data-stats.js';
import { DataStatsDto, SimpleStatsDto } from './stats.dto.js';
import { StatsService } from './stats.service.js';

@ApiTags('statistics')
@Controller()
export class StatsController {
  constructor(private readonly stats: StatsService) {}

  @Get('api/v1/stats')
  @ApiOperation({ operationId: 'getStats', summary: 'What is in the database' })
  @ApiOkResponse({ type: DataStatsDto })
  current(): Promise<DataStats> {
    return this.stats.current();
  }

  @Get('stats')
  @ApiOperation({ operationId: 'getSimpleStats', summary: 'What is in the database' })
  @ApiOkResponse({ type: SimpleStatsDto })
  async simple(): Promise<SimpleStatsDto> {
    return SimpleStatsDto.from(await this.stats.current());
  }
}
