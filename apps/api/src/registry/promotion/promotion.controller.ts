import { Body, Controller, Get, Headers, Param, ParseUUIDPipe, Put, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../../platform/auth/require-role.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { decodeCursor, toPage, type Page } from '../../platform/http/paging.js';
import { callerOf, type HttpRequest, type HttpResponse } from '../../platform/http/request.js';
import { ValidationFailedError } from '../../platform/http/validation.js';
import { PromotionPolicyChangedError } from '../registry.errors.js';
import {
  PromotionDecisionDto,
  PromotionDecisionPage,
  PromotionDecisionsQuery,
  PromotionPolicyDto,
  StoredPolicyDto,
} from './promotion.dto.js';
import type { RecordedDecision, StoredPolicy } from './promotion.repository.js';
import { PromotionService } from './promotion.service.js';

@ApiTags('registry')
@Controller('api/v1')
export class PromotionController {
  constructor(private readonly promotion: PromotionService) {}

  @Get('promotion-decisions')
  @ApiOperation({
    operationId: 'listPromotionDecisions',
    summary: 'Every decision about a promotion with its numbers, promoted or not; newest first',
  })
  @ApiOkResponse({ type: PromotionDecisionPage })
  @ApiProblems(400)
  async list(@Query() { jobId, limit, cursor }: PromotionDecisionsQuery): Promise<Page<RecordedDecision>> {
    const after = cursor ? decodeCursor(cursor, ['string', 'string']).map(String) : null;
    const decisions = await this.promotion.list(
      jobId ?? null,
      limit + 1,
      after && { decidedAt: after[0], id: after[1] },
    );
    return toPage(decisions, limit, ({ decidedAt, id }) => [decidedAt, id]);
  }

  @Get('promotion-decisions/:id')
  @ApiOperation({ operationId: 'getPromotionDecision', summary: 'One decision about a promotion' })
  @ApiOkResponse({ type: PromotionDecisionDto })
  @ApiProblems(400, 404)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<RecordedDecision> {
    return this.promotion.get(id);
  }

  @Get('promotion-policy')
  @ApiOperation({ operationId: 'getPromotionPolicy', summary: 'What a candidate must show to serve' })
  @ApiOkResponse({ type: StoredPolicyDto, headers: { ETag: { schema: { type: 'string' } } } })
  async policy(@Res({ passthrough: true }) response: HttpResponse): Promise<StoredPolicy> {
    return tagged(await this.promotion.policy(), response);
  }

  @Put('promotion-policy')
  @RequireRole('admin')
  @ApiOperation({ operationId: 'changePromotionPolicy', summary: 'Set what a candidate must show to serve' })
  @ApiHeader({ name: 'If-Match', required: true, description: 'The ETag that was read.' })
  @ApiOkResponse({ type: StoredPolicyDto, headers: { ETag: { schema: { type: 'string' } } } })
  @ApiProblems(400, 412)
  async change(
    @Body() body: PromotionPolicyDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<StoredPolicy> {
    if (ifMatch === undefined) {
      throw new ValidationFailedError([
        { pointer: '/If-Match', detail: 'If-Match must be the ETag of the policy that was read' },
      ]);
    }
    const revision = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch)?.[1];
    if (revision === undefined) throw new PromotionPolicyChangedError();
    return tagged(await this.promotion.changePolicy(body, Number(revision), callerOf(request)), response);
  }
}

function tagged(stored: StoredPolicy, response: HttpResponse): StoredPolicy {
  response.header('ETag', `"${stored.revision}"`);
  return stored;
}
