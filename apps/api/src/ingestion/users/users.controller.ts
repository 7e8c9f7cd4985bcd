import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../../platform/auth/require-role.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { PageQuery, type Page } from '../../platform/http/paging.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import {
  CreatedUserDto,
  CreateUserBody,
  RatedMoviePage,
  UserDetailsDto,
  UserPage,
  UsersQuery,
  UserSummaryDto,
} from './users.dto.js';
import { UsersService, type RatedMovie, type UserDetails } from './users.service.js';

@ApiTags('users')
@Controller('api/v1/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @ApiOperation({ operationId: 'listUsers', summary: 'People by id' })
  @ApiOkResponse({ type: UserPage })
  @ApiProblems(400)
  list(@Query() { limit, cursor, q, externalId }: UsersQuery): Promise<Page<UserSummaryDto>> {
    return externalId === undefined
      ? this.users.list(limit, cursor, q)
      : this.users.withExternalId(externalId);
  }

  @Post()
  @RequireRole('write')
  @ApiOperation({ operationId: 'createUser', summary: 'Create somebody, with a new id' })
  @ApiCreatedResponse({ type: CreatedUserDto })
  @ApiProblems(400)
  async create(@Body() _body: CreateUserBody): Promise<CreatedUserDto> {
    const id = await this.users.create();
    return { id, externalId: String(id) };
  }

  @Get(':userId')
  @ApiOperation({ operationId: 'getUser', summary: 'One person and the genres they like' })
  @ApiOkResponse({ type: UserDetailsDto })
  @ApiProblems(400, 404)
  get(@Param('userId', ParseIdPipe) userId: number): Promise<UserDetails> {
    return this.users.details(userId);
  }

  @Get(':userId/ratings')
  @ApiOperation({
    operationId: 'listUserRatings',
    summary: 'What somebody has rated, newest first; nothing for somebody unknown',
  })
  @ApiOkResponse({ type: RatedMoviePage })
  @ApiProblems(400)
  ratings(
    @Param('userId', ParseIdPipe) userId: number,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<Page<RatedMovie>> {
    return this.users.ratingsOf(userId, limit, cursor);
  }
}
