import pg from 'pg';
import { parentPort, workerData } from 'node:worker_threads';
import { standBack } from '../../platform/threads/niceness.js';
import { diffSnapshots } from './diff-snapshots.js';
import { loadSnapshot } from './load-snapshot.js';
import { restoreSnapshot } from './restore-snapshot.js';
import type { SnapshotMessage, SnapshotTask, SnapshotTaskName, SnapshotTasks } from './snapshot-tasks.js';
import { takeSnapshot } from './take-snapshot.js';

// The thread of one snapshot task: encoding and decoding millions of rows never holds the event loop of the process up.

function tell(message: SnapshotMessage): void {
  parentPort?.postMessage(message);
}

const progress = (phase: string, done: number, total: number): void =>
  tell({ type: 'progress', phase, done, total });

function run(task: SnapshotTask): Promise<SnapshotTasks[SnapshotTaskName]['answer']> {
  switch (task.name) {
    case 'take':
      return connected(task.databaseUrl, (client) => takeSnapshot(client, task.folder, progress));
    case 'load':
      return loadSnapshot(task.paths, progress);
    case 'diff':
      return diffSnapshots(task.before, task.after, progress);
    case 'restore':
      return connected(task.databaseUrl, (client) =>
        restoreSnapshot(client, task.paths, task.replace, progress),
      );
  }
}

/** A connection of its own: should the thread be ended, the server ends what it was doing, and its transaction. */
async function connected<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'marquee snapshot' });
  // Without a listener, a connection that breaks between two statements would end the thread without a reason.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`SET client_connection_check_interval = '500ms'`);
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const task = workerData as SnapshotTask;
standBack(task.niceness);
tell({ type: 'done', answer: await run(task) });
