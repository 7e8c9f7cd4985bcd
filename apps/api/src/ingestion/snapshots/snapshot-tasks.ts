import type { DiffPaths, SnapshotDiff } from './diff-snapshots.js';
import type { LoadedSnapshot } from './load-snapshot.js';
import type { RestoreRefusal, RestoreReport } from './restore-snapshot.js';
import type { SnapshotPart } from './snapshot.js';
import type { TakenSnapshot } from './take-snapshot.js';

type Paths = Readonly<Record<SnapshotPart, string>>;

/** What a snapshot thread can be asked to do, by name: what it is given, and what it answers. */
export interface SnapshotTasks {
  take: { given: { databaseUrl: string; folder: string }; answer: TakenSnapshot };
  load: { given: { paths: Paths }; answer: LoadedSnapshot };
  diff: { given: { before: DiffPaths; after: DiffPaths }; answer: SnapshotDiff };
  restore: {
    given: { databaseUrl: string; paths: Paths; replace: boolean };
    answer: RestoreReport | RestoreRefusal;
  };
}

export type SnapshotTaskName = keyof SnapshotTasks;

/** What the thread is started with. */
export type SnapshotTask = { niceness: number } & {
  [Name in SnapshotTaskName]: { name: Name } & SnapshotTasks[Name]['given'];
}[SnapshotTaskName];

/** What the thread tells. */
export type SnapshotMessage =
  | { type: 'progress'; phase: string; done: number; total: number }
  | { type: 'done'; answer: SnapshotTasks[SnapshotTaskName]['answer'] };
