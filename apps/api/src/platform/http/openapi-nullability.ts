import type { OpenAPIObject } from '@nestjs/swagger';

type Schema = Record<string, unknown>;

const childSchemas = ['items', 'additionalProperties', 'not'] as const;
const schemaLists = ['allOf', 'anyOf', 'oneOf'] as const;

/**
 * Returns the document as OpenAPI 3.1, whose schemas are JSON Schema 2020-12: `nullable`, which decorators still write,
 * becomes `null` among the types, and a reference that may be null becomes `anyOf`.
 */
export function asOpenApi31(document: OpenAPIObject): OpenAPIObject {
  const copy = structuredClone(document);
  copy.openapi = '3.1.0';
  for (const [name, schema] of Object.entries(copy.components?.schemas ?? {}))
    copy.components!.schemas![name] = withNull(schema as Schema);
  rewriteSchemasIn(copy.paths);
  return copy;
}

/** Outside of schemas a schema is always the value of the key `schema`; examples are left as they are. */
function rewriteSchemasIn(node: unknown): void {
  if (Array.isArray(node)) node.forEach(rewriteSchemasIn);
  if (!isObject(node) || Array.isArray(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'schema' && isObject(value)) node[key] = withNull(value);
    else if (key !== 'example' && key !== 'examples') rewriteSchemasIn(value);
  }
}

function withNull(schema: Schema): Schema {
  const { nullable, ...rest } = withNullInChildren(schema);
  if (nullable !== true) return withoutDoubt(rest);
  const { type, enum: values, allOf, anyOf, oneOf, $ref, ...common } = rest;
  const alternatives = anyOf ?? oneOf;
  if (Array.isArray(alternatives)) return { ...common, anyOf: [...(alternatives as Schema[]), nullSchema] };
  if ($ref !== undefined) return { ...common, anyOf: [{ $ref }, nullSchema] };
  if (Array.isArray(allOf)) {
    const [only, ...others] = allOf as Schema[];
    return { ...common, anyOf: [others.length === 0 ? only : { allOf }, nullSchema] };
  }
  return {
    ...(type === undefined ? {} : { type: [type, 'null'] }),
    ...(Array.isArray(values) ? { enum: [...(values as unknown[]), null] } : {}),
    ...common,
  };
}

/** A type beside a reference says nothing that the reference does not, and is wrong where that is an enum. */
function withoutDoubt(schema: Schema): Schema {
  if (!Array.isArray(schema.allOf) || schema.type === undefined || schema.properties !== undefined)
    return schema;
  const { type: _said, ...rest } = schema;
  return rest;
}

function withNullInChildren(schema: Schema): Schema {
  const copy: Schema = { ...schema };
  for (const key of childSchemas) if (isObject(copy[key])) copy[key] = withNull(copy[key]);
  for (const key of schemaLists)
    if (Array.isArray(copy[key])) copy[key] = (copy[key] as Schema[]).map(withNull);
  if (isObject(copy.properties))
    copy.properties = Object.fromEntries(
      Object.entries(copy.properties).map(([name, value]) => [name, withNull(value as Schema)]),
    );
  return copy;
}

const nullSchema = { type: 'null' } as const;

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}
