import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { version } from '../version.js';
import { asOpenApi31 } from './openapi-nullability.js';
import { largestId } from './parse-id.pipe.js';

const description = `Self-hosted movie recommendations, and everything that keeps them good.

Errors are \`application/problem+json\` (RFC 9457) with a stable \`type\`, and a \`requestId\` that the log knows. Lists are
paged by cursor. Long work answers 202 with a job that can be watched and cancelled.`;

export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setTitle('Marquee')
    .setDescription(description)
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'apiKey')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'API key', description: 'The same key as a token.' },
      'bearer',
    )
    .addBasicAuth(
      { type: 'http', scheme: 'basic', description: 'The same key as password, under any name.' },
      'basic',
    )
    .build();
  return asOpenApi31(tightened(SwaggerModule.createDocument(app, settings)));
}

/**
 * Says what is checked but not declared: a number in a path is an id, and a body has no fields but those that are named.
 */
function tightened(document: OpenAPIObject): OpenAPIObject {
  const operations = Object.values(document.paths).flatMap((path) => [
    path.get,
    path.post,
    path.put,
    path.patch,
    path.delete,
  ]);
  for (const parameter of operations.flatMap((operation) => operation?.parameters ?? [])) {
    if (
      !('schema' in parameter) ||
      parameter.in !== 'path' ||
      !parameter.schema ||
      '$ref' in parameter.schema
    )
      continue;
    if (parameter.schema.type === 'number')
      Object.assign(parameter.schema, { type: 'integer', minimum: 1, maximum: largestId });
  }
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    if (name.endsWith('Body') && !('$ref' in schema)) schema.additionalProperties = false;
  }
  return document;
}

/**
 * Documentation for people at /docs, for programs at /docs-json and /docs-yaml. Where FastAPI has them, /openapi.json answers the
 * document too, and /redoc leads to /docs: a second viewer would be 1 MB more to ship and to keep safe for the same text.
 */
export function serveOpenApi(app: NestFastifyApplication): OpenAPIObject {
  const document = createOpenApiDocument(app);
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
    customSiteTitle: 'Marquee API',
  });
  const text = JSON.stringify(document);
  const server = app.getHttpAdapter().getInstance();
  server.get('/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
  server.get('/redoc', (_request, reply) => reply.redirect('/docs', 308));
  return document;
}
