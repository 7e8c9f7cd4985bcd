import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ForbiddenError } from '../../platform/auth/api-key.guard.js';
import { RequireRole } from '../../platform/auth/require-role.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { BodyRules } from '../../platform/http/body-rules.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import type { HttpRequest, HttpResponse } from '../../platform/http/request.js';
import { createValidationPipe } from '../../platform/http/validation.js';
import type { Job } from '../../platform/jobs/job.js';
import { JobDto } from '../../platform/jobs/jobs.dto.js';
import { findArchive, officialArchives, type OfficialArchive } from './archives.js';
import type { ImportOptions } from './identity/import-choice.js';
import {
  ImportArchiveDto,
  ImportOptionsQuery,
  ImportReportDto,
  SourceConflictDto,
  StartImportBody,
} from './imports.dto.js';
import { UploadTooLargeError } from './imports.errors.js';
import { ImportsService } from './imports.service.js';
import { saveUpload, uploadTypeOf, uploadTypes, type UploadType } from './uploads.js';

const validation = createValidationPipe();
const file = { schema: { type: 'string', format: 'binary' } };
const importBody = {
  required: true,
  content: {
    'application/json': { schema: { $ref: getSchemaPath(StartImportBody) } },
    'application/zip': file,
    'text/csv': file,
  },
};

/** A body that is parsed JSON, or a stream for the media types of uploads. */
interface ImportRequest extends HttpRequest {
  readonly body: unknown;
}

@ApiTags('imports')
@ApiExtraModels(StartImportBody, ImportReportDto, SourceConflictDto)
@Controller('api/v1/imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly config: AppConfig,
  ) {}

  @Post()
  @HttpCode(202)
  @RequireRole('write')
  @BodyRules({ uploads: Object.keys(uploadTypes) })
  @ApiOperation({
    operationId: 'startImport',
    summary: 'Import a path of the server, an official archive, or the zip or CSV file in the body',
    description:
      'Any MovieLens layout, or a table of ratings of any other shape: columns, separator, encoding, times and scale are recognized, or named by the options; where they cannot be told for sure the answer is 422 with a proposal. Folders, zip, tar, gzip and single files. All of it is there at once, or nothing. The result of the job is an ImportReportDto. A source that is not the data that is here stops the job before anything is written, with a SourceConflictDto as `conflict` of its result; import it again with one of its choices as `onConflict`. A path of the server and `replace` ask for the role admin.',
    requestBody: importBody,
  })
  @ApiAcceptedResponse({ type: JobDto, description: 'Watch it at the address in Location' })
  @ApiProblems(400, 403, 404, 409, 413, 415, 422)
  async start(
    @Req() request: ImportRequest,
    @Res({ passthrough: true }) response: HttpResponse,
    @Query() options: ImportOptionsQuery,
  ): Promise<Job> {
    const type = uploadTypeOf(request.headers['content-type']);
    const job = type
      ? await this.startUpload(type, request, response, options)
      : await this.startSource(request, options);
    response.header('location', `/api/v1/jobs/${job.id}`);
    return job;
  }

  @Post('preview')
  @HttpCode(202)
  @RequireRole('write')
  @BodyRules({ uploads: Object.keys(uploadTypes) })
  @ApiOperation({
    operationId: 'previewImport',
    summary:
      'Report what an import would do, conflicts with the data that is here included; nothing is changed',
    description: 'The same as an import with `dryRun`.',
    requestBody: importBody,
  })
  @ApiAcceptedResponse({ type: JobDto, description: 'Watch it at the address in Location' })
  @ApiProblems(400, 403, 404, 409, 413, 415, 422)
  preview(
    @Req() request: ImportRequest,
    @Res({ passthrough: true }) response: HttpResponse,
    @Query() options: ImportOptionsQuery,
  ): Promise<Job> {
    return this.start(request, response, { ...options, dryRun: true });
  }

  @Get('sources')
  @ApiOperation({
    operationId: 'listImportSources',
    summary: 'The official archives that can be imported by name',
  })
  @ApiOkResponse({ type: [ImportArchiveDto] })
  sources(): readonly OfficialArchive[] {
    return officialArchives;
  }

  private async startSource(request: ImportRequest, query: ImportOptionsQuery): Promise<Job> {
    const { source, ...options } = (await validation.transform(request.body ?? {}, {
      type: 'body',
      metatype: StartImportBody,
    })) as StartImportBody;
    if (!findArchive(source)) requireAdmin(request);
    return this.imports.start(source, checked(request, { ...options, ...query }));
  }

  private async startUpload(
    type: UploadType,
    request: ImportRequest,
    response: HttpResponse,
    query: ImportOptionsQuery,
  ): Promise<Job> {
    const options = checked(request, query);
    const length = Number(request.headers['content-length'] ?? NaN);
    const upload = {
      body: request.body as Readable,
      type,
      contentLength: Number.isFinite(length) ? length : null,
    };
    try {
      const path = await saveUpload(upload, join(this.config.dataDir, 'uploads'), this.config.maxUploadBytes);
      return await this.imports.startUpload(path, `upload${uploadTypes[type]}`, options);
    } catch (error) {
      // What is left of the body is not read: the connection cannot be used again.
      if (error instanceof UploadTooLargeError) response.header('connection', 'close');
      throw error;
    }
  }
}

/** Removing everything is an administrator's to decide. */
function checked(request: ImportRequest, options: ImportOptions): ImportOptions {
  if (options.onConflict === 'replace' && !options.dryRun) requireAdmin(request);
  return options;
}

/** @throws ForbiddenError; without keys everybody is an administrator */
function requireAdmin({ role }: ImportRequest): void {
  if (role !== undefined && role !== 'admin') throw new ForbiddenError('admin');
}
