import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '../../platform/auth/require-role.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import type { Page } from '../../platform/http/paging.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import type { CatalogueMovie } from './catalogue.js';
import { MovieSummaryDto } from './movie-summary.dto.js';
import { CreateMovieBody, GenreDto, MovieDetailsDto, MoviePage, MoviesQuery } from './movies.dto.js';
import { MoviesService, type MovieDetails } from './movies.service.js';

@ApiTags('movies')
@Controller('api/v1')
export class MoviesController {
  constructor(private readonly movies: MoviesService) {}

  @Get('movies')
  @ApiOperation({ operationId: 'listMovies', summary: 'Search, filter and order films' })
  @ApiOkResponse({ type: MoviePage })
  @ApiProblems(400)
  list(@Query() { limit, cursor, ...filter }: MoviesQuery): Promise<Page<CatalogueMovie>> {
    return this.movies.search(filter, limit, cursor);
  }

  @Get('movies/:movieId')
  @ApiOperation({ operationId: 'getMovie', summary: 'One film, how it was rated and what people call it' })
  @ApiOkResponse({ type: MovieDetailsDto })
  @ApiProblems(400, 404)
  get(@Param('movieId', ParseIdPipe) movieId: number): Promise<MovieDetails> {
    return this.movies.details(movieId);
  }

  @Post('movies')
  @RequireRole('write')
  @ApiOperation({ operationId: 'createMovie', summary: 'Add a film' })
  @ApiCreatedResponse({ type: MovieSummaryDto })
  @ApiProblems(400)
  create(@Body() body: CreateMovieBody): Promise<CatalogueMovie> {
    return this.movies.create(body);
  }

  @Get('genres')
  @ApiOperation({ operationId: 'listGenres', summary: 'Genres and how many films have them' })
  @ApiOkResponse({ type: [GenreDto] })
  genres(): Promise<GenreDto[]> {
    return this.movies.genres();
  }
}
