import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { version } from '../version.js';

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
    .build();
  return SwaggerModule.createDocument(app, settings);
}

/** Documentation for people at /docs, for programs at /docs-json. */
export function serveOpenApi(app: INestApplication): OpenAPIObject {
  const document = createOpenApiDocument(app);
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
    customSiteTitle: 'Marquee API',
  });
  return document;
}
