import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { RequireRole } from '../auth/require-role.js';
import { ApiProblems } from '../http/api-problems.js';
import { decodeCursor, PageQuery, toPage, type Page } from '../http/paging.js';
import { ChannelsService } from './channels.service.js';
import type { Delivery } from './deliveries.repository.js';
import {
  ChannelDto,
  CreateChannelBody,
  DeliveryDto,
  DeliveryPage,
  UpdateChannelBody,
} from './notifications.dto.js';

@ApiTags('alerts')
@Controller('api/v1/notification-channels')
@RequireRole('admin')
export class ChannelsController {
  constructor(private readonly channels: ChannelsService) {}

  @Get()
  @ApiOperation({ operationId: 'listNotificationChannels', summary: 'Where alerts are sent' })
  @ApiOkResponse({ type: [ChannelDto] })
  async list(): Promise<ChannelDto[]> {
    return (await this.channels.list()).map((channel) => ChannelDto.of(channel));
  }

  @Post()
  @ApiOperation({
    operationId: 'createNotificationChannel',
    summary: 'Send alerts to a webhook or by e-mail',
  })
  @ApiCreatedResponse({ type: ChannelDto })
  @ApiProblems(400, 409)
  async create(@Body() body: CreateChannelBody): Promise<ChannelDto> {
    return ChannelDto.of(await this.channels.create(body));
  }

  @Patch(':id')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'updateNotificationChannel',
    summary: 'Change where a channel leads or what it is told; a secret that is left out stays',
  })
  @ApiOkResponse({ type: ChannelDto })
  @ApiProblems(400, 404)
  async update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateChannelBody): Promise<ChannelDto> {
    return ChannelDto.of(await this.channels.update(id, body));
  }

  @Delete(':id')
  @ApiParam({ name: 'id', format: 'uuid' })
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteNotificationChannel',
    summary: 'Remove a channel and its delivery log',
  })
  @ApiNoContentResponse()
  @ApiProblems(400, 404)
  delete(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.channels.delete(id);
  }

  @Post(':id/test')
  @ApiParam({ name: 'id', format: 'uuid' })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'testNotificationChannel',
    summary: 'Send a test message now and tell what came of it',
  })
  @ApiOkResponse({ type: DeliveryDto })
  @ApiProblems(400, 404)
  test(@Param('id', ParseUUIDPipe) id: string): Promise<Delivery> {
    return this.channels.test(id);
  }

  @Get(':id/deliveries')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'listNotificationDeliveries',
    summary: 'What was sent, and what came of it, newest first',
  })
  @ApiOkResponse({ type: DeliveryPage })
  @ApiProblems(400, 404)
  async deliveries(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<Delivery>> {
    const [createdAt, last] = query.cursor ? decodeCursor(query.cursor, ['string', 'string']) : [];
    const after = createdAt === undefined ? null : { createdAt: String(createdAt), id: String(last) };
    const rows = await this.channels.deliveriesOf(id, query.limit + 1, after);
    return toPage(rows, query.limit, (delivery) => [delivery.createdAt, delivery.id]);
  }
}
