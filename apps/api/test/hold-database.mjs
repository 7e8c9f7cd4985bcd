import { loadLauncher } from './load-launcher.mjs';

/** Starts the embedded database on the folder named by the first argument, prints its address and waits to be killed. */
const { startEmbeddedPostgres } = await loadLauncher();
try {
  const { url, pid, guardPid } = await startEmbeddedPostgres({
    dataDir: process.argv[2],
    log: () => undefined,
    durable: false,
  });
  console.log(JSON.stringify({ url, pid, guardPid }));
  setInterval(() => undefined, 1000);
} catch (error) {
  console.log(JSON.stringify({ refusal: error.message }));
}
