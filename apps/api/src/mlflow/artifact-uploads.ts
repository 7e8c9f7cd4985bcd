import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const uploads = /^\/(?:ajax-)?api\/2\.0\/mlflow-artifacts\/artifacts\//;
/** What an upload is taken for, whatever its client says: a JSON file is a file here, no message. */
const uploadType = 'application/vnd.marquee.artifact';

/** Has files that MLflow's clients send reach their handler unread, whatever their type and size. */
export function installArtifactUploads(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.addContentTypeParser(uploadType, (_request, payload, done) => done(null, payload));
  server.addHook('onRequest', (request, _reply, done) => {
    if (request.method === 'PUT' && uploads.test(request.url))
      request.raw.headers['content-type'] = uploadType;
    done();
  });
}
