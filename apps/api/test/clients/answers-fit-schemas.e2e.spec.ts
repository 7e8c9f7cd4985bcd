import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { startPopulatedApp, type PopulatedApp } from './populated-app.js';

jest.setTimeout(300_000);

describe('the answers of the API', () => {
  let populated: PopulatedApp;
  beforeAll(async () => {
    populated = await startPopulatedApp();
  });
  afterAll(() => populated?.stop());

  it('fit their schemas', async () => {
    const { document, calls, app } = populated;
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(closed(document), 'document');
    const faults: string[] = [];
    for (const { path, pathParameters, query } of calls) {
      const address = addressOf(path, pathParameters, query);
      const { status, headers, body } = await app.get(address);
      const content = document.paths[path].get.responses[status]?.content;
      const type = (headers.get('content-type') ?? '').split(';')[0];
      if (status !== 200 || !content?.[type]) {
        faults.push(
          `${address} answered ${status} ${type}, which is not described: ${JSON.stringify(body).slice(0, 300)}`,
        );
        continue;
      }
      if (type !== 'application/json') continue;
      const pointer = ['paths', path, 'get', 'responses', String(status), 'content', type, 'schema']
        .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
        .map(encodeURIComponent)
        .join('/');
      const validate = ajv.compile({ $ref: `document#/${pointer}` });
      if (!validate(body))
        for (const { instancePath, message, params } of validate.errors ?? [])
          faults.push(`${path}${instancePath}: ${message} ${JSON.stringify(params)}`);
    }
    expect([...new Set(faults)]).toEqual([]);
  });
});

function addressOf(
  path: string,
  parameters: Record<string, string | number>,
  query: Record<string, unknown>,
): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(parameters[name]));
  const search = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
  return search.length > 0 ? `${filled}?${search.join('&')}` : filled;
}

/** The document with no fields but those that it describes: what an answer has beyond them is a fault. */
function closed(document: any): any {
  const copy = structuredClone(document);
  for (const schema of Object.values<any>(copy.components.schemas))
    if (schema.properties && schema.additionalProperties === undefined && !schema.allOf)
      schema.additionalProperties = false;
  return copy;
}
