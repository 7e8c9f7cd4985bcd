import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../platform/auth/require-role.js';

/** The newest version of MLflow whose tracking and registry calls are answered as it answers them. */
const protocolVersion = '3.17.2';

/** What clients ask of the server itself, before they have said who they are. */
@ApiExcludeController()
@Controller()
@Public()
export class MlflowServerController {
  @Get('version')
  @Header('content-type', 'text/plain; charset=utf-8')
  version(): string {
    return protocolVersion;
  }

  @Get(['api/3.0/mlflow/server-info', 'ajax-api/3.0/mlflow/server-info'])
  info(): object {
    return {
      store_type: 'SqlStore',
      workspaces_enabled: false,
      trace_archival_enabled: false,
      multipart_uploads_enabled: false,
      multipart_downloads_enabled: false,
      presigned_upload_run_id_supported: false,
      presigned_upload_model_id_supported: false,
      features_enabled: { gateway: false },
    };
  }
}
