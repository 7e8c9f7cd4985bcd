import './check-node.mjs';
import { become, letPreviousStop, main, prepare } from './workspace.mjs';

/** `npm start`: install and build what is missing, then serve. */
await main(async () => {
  await prepare();
  await letPreviousStop();
  await become('main.js');
});
