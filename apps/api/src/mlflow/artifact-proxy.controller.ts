import { Body, Controller, Get, HttpException, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Readable } from 'node:stream';
import { RequireRole } from '../platform/auth/require-role.js';
import { ArtifactTreeService } from './artifact-tree.service.js';
import { attachment } from './protocol/attachment.js';
import { checkedArtifactPath } from './protocol/artifact-path.js';
import { Fields } from './protocol/fields.js';
import { presentList } from './protocol/json.js';
import { Rpc } from './protocol/rpc.js';

/** Wildcards come as text or as the parts between slashes. */
type Wildcard = string | string[];

/** Files that clients send to and fetch from `mlflow-artifacts:` addresses through this server. */
@ApiExcludeController()
@Controller(['api/2.0/mlflow-artifacts', 'ajax-api/2.0/mlflow-artifacts'])
export class MlflowArtifactProxyController {
  constructor(private readonly tree: ArtifactTreeService) {}

  @Rpc('GET', 'artifacts', 'read')
  async list(@Query() query: unknown): Promise<object> {
    const path = (Fields.of(query).text('path') ?? '').replace(/\/+$/, '');
    const entries = await this.tree.entries(path === '' ? '' : checkedArtifactPath(path));
    return {
      files: presentList(
        entries.map(({ name, isFolder, bytes }) => ({
          path: name,
          is_dir: isFolder,
          file_size: bytes ?? undefined,
        })),
      ),
    };
  }

  @Get('artifacts/*')
  @RequireRole('read')
  async download(@Param('*') path: Wildcard): Promise<StreamableFile> {
    const checked = pathOf(path);
    return attachment(checked, await this.tree.open(checked));
  }

  @Rpc('PUT', 'artifacts/*', 'write', { uploads: ['*'] })
  async upload(@Param('*') path: Wildcard, @Body() body: Readable | undefined): Promise<object> {
    await this.tree.put(pathOf(path), body ?? []);
    return {};
  }

  @Rpc('DELETE', 'artifacts/*', 'write')
  async delete(@Param('*') path: Wildcard): Promise<object> {
    await this.tree.remove(pathOf(path));
    return {};
  }

  /** Files go through this server, in one piece each: clients that are told so send them whole. */
  @Post(['mpu/create/*', 'mpu/complete/*', 'mpu/abort/*'])
  @RequireRole('write')
  multipart(): never {
    throw new HttpException('Multipart uploads are not supported here: send the file in one piece.', 501);
  }

  @Get('presigned/*')
  @RequireRole('read')
  presigned(): never {
    throw new HttpException('Presigned downloads are not supported here: fetch the file itself.', 501);
  }
}

function pathOf(path: Wildcard): string {
  return checkedArtifactPath((Array.isArray(path) ? path.join('/') : path).replace(/\/+$/, ''));
}
