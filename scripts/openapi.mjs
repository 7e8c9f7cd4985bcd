import './check-node.mjs';
import { join } from 'node:path';
import { ScriptError, ensureInstalled, main, nx, root, runNode, say, tool } from './workspace.mjs';

/** `npm run openapi`: docs/openapi.json from the API's code, and from that the types of the dashboard's client. */
await main(async () => {
  await ensureInstalled();
  // The API alone: the dashboard may not compile until its types are renewed.
  const document = join('docs', 'openapi.json');
  const types = join('apps', 'web', 'src', 'lib', 'api-schema.ts');
  const steps = [
    ['The API does not build', () => nx(['run', '@marquee/api:build'])],
    [
      'The document could not be written',
      () => runNode([join(root, 'apps', 'api', 'dist', 'openapi-command.js')]),
    ],
    ['The types could not be written', () => runNode([tool('openapi-typescript'), document, '-o', types])],
  ];
  for (const [fault, step] of steps) {
    if ((await step()) !== 0) throw new ScriptError(`${fault}: see the messages above.`);
  }
  say(`Wrote ${document} and ${types}.`);
});
