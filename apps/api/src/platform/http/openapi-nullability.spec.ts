import type { OpenAPIObject } from '@nestjs/swagger';
import { asOpenApi31 } from './openapi-nullability.js';

/** What becomes of one schema. */
function rewritten(schema: object): unknown {
  const document = { openapi: '3.0.0', info: {}, paths: {}, components: { schemas: { Given: schema } } };
  return asOpenApi31(document as unknown as OpenAPIObject).components?.schemas?.Given;
}

describe('asOpenApi31', () => {
  it('says so', () => {
    expect(asOpenApi31({ openapi: '3.0.0', paths: {} } as unknown as OpenAPIObject).openapi).toBe('3.1.0');
  });

  it('puts null among the types', () => {
    expect(rewritten({ type: 'string', format: 'uuid', nullable: true })).toEqual({
      type: ['string', 'null'],
      format: 'uuid',
    });
    expect(rewritten({ type: 'array', items: { type: 'number', nullable: true } })).toEqual({
      type: 'array',
      items: { type: ['number', 'null'] },
    });
  });

  it('puts null among the values of an enum, which a type alone would not allow', () => {
    expect(rewritten({ type: 'string', enum: ['yes', 'no'], nullable: true })).toEqual({
      type: ['string', 'null'],
      enum: ['yes', 'no', null],
    });
  });

  it('makes a reference that may be null one of two, without the type that Nest writes beside it', () => {
    const reference = { $ref: '#/components/schemas/Other' };
    expect(rewritten({ type: 'object', allOf: [reference], nullable: true, description: 'd' })).toEqual({
      anyOf: [reference, { type: 'null' }],
      description: 'd',
    });
    expect(rewritten({ ...reference, nullable: true })).toEqual({ anyOf: [reference, { type: 'null' }] });
    expect(rewritten({ oneOf: [reference, { type: 'string' }], nullable: true })).toEqual({
      anyOf: [reference, { type: 'string' }, { type: 'null' }],
    });
  });

  it('goes into properties, maps and lists, and leaves a property called nullable alone', () => {
    expect(
      rewritten({
        type: 'object',
        properties: { nullable: { type: 'boolean' }, at: { type: 'string', nullable: true } },
        additionalProperties: { type: 'number', nullable: true },
      }),
    ).toEqual({
      type: 'object',
      properties: { nullable: { type: 'boolean' }, at: { type: ['string', 'null'] } },
      additionalProperties: { type: ['number', 'null'] },
    });
  });

  it('rewrites parameters and answers, and no example', () => {
    const paths = {
      '/x': {
        get: {
          parameters: [{ name: 'a', schema: { type: 'string', nullable: true } }],
          responses: {
            200: {
              content: {
                'application/json': {
                  schema: { type: 'number', nullable: true },
                  example: { schema: { nullable: true } },
                },
              },
            },
          },
        },
      },
    };
    const { get } = asOpenApi31({ openapi: '3.0.0', paths } as unknown as OpenAPIObject).paths['/x'];
    expect(get).toMatchObject({
      parameters: [{ schema: { type: ['string', 'null'] } }],
      responses: {
        200: {
          content: {
            'application/json': {
              schema: { type: ['number', 'null'] },
              example: { schema: { nullable: true } },
            },
          },
        },
      },
    });
  });
});
