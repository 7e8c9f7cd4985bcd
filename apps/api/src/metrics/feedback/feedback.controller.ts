import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../../platform/auth/require-role.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { BodyRules, bulkBodyBytes } from '../../platform/http/body-rules.js';
import { FeedbackAnswerDto, FeedbackBody } from './feedback.dto.js';
import { FeedbackService } from './feedback.service.js';

const longestKey = 200;

@ApiTags('feedback')
@Controller('api/v1/feedback')
@RequireRole('write')
export class FeedbackController {
  constructor(private readonly feedback: FeedbackService) {}

  @Post()
  @BodyRules({ bodyLimit: bulkBodyBytes })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'sendFeedback',
    summary: 'What people did with films of a list: saw, opened, rated, waved away; each thing counts once',
  })
  @ApiHeader({
    name: 'idempotency-key',
    required: false,
    description: 'Sent again under it, the same batch changes nothing and gets the same answer.',
  })
  @ApiOkResponse({ type: FeedbackAnswerDto })
  @ApiProblems(400, 409, 413)
  async send(
    @Body() { events }: FeedbackBody,
    @Headers('idempotency-key') key?: string,
  ): Promise<FeedbackAnswerDto> {
    return { results: await this.feedback.take(events, key ? key.slice(0, longestKey) : null) };
  }
}
