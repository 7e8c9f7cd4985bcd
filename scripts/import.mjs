import './check-node.mjs';
import { become, commandLine, main, prepare } from './workspace.mjs';

/** `npm run import -- <folder, zip or name of an official archive>` */
const parameters = commandLine();
await main(async () => {
  await prepare();
  await become('import-command.js', parameters);
});
