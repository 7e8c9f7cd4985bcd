import './check-node.mjs';
import { become, commandLine, main, prepare } from './workspace.mjs';

/** `npm run data:synthetic -- …`: a seeded ratings file of any size. */
const parameters = commandLine();
await main(async () => {
  await prepare();
  await become('synthetic-command.js', parameters);
});
