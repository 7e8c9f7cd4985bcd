/** `pruned`: a trial of a search that promised little. */
export const runStatuses = ['scheduled', 'running', 'succeeded', 'failed', 'cancelled', 'pruned'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** Statuses as MLflow names them. */
export const protocolStatuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
export type ProtocolStatus = (typeof protocolStatuses)[number];

const toProtocol: Record<RunStatus, ProtocolStatus> = {
  scheduled: 'SCHEDULED',
  running: 'RUNNING',
  succeeded: 'FINISHED',
  failed: 'FAILED',
  cancelled: 'KILLED',
  pruned: 'KILLED',
};
const fromProtocol: Record<ProtocolStatus, RunStatus> = {
  SCHEDULED: 'scheduled',
  RUNNING: 'running',
  FINISHED: 'succeeded',
  FAILED: 'failed',
  KILLED: 'cancelled',
};

export const toProtocolStatus = (status: RunStatus): ProtocolStatus => toProtocol[status];
export const fromProtocolStatus = (status: ProtocolStatus): RunStatus => fromProtocol[status];

/** Whether a run in this status has come to its end. */
export const isEnded = (status: RunStatus): boolean => status !== 'running' && status !== 'scheduled';
