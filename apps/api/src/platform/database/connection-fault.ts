const connectionFaults = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08001',
  '53300',
]);

/** Returns PostgreSQL's or the system's code of an error, also where TypeORM has wrapped it. */
export function databaseCodeOf(error: unknown): unknown {
  const fault = error as { code?: unknown; driverError?: { code?: unknown } } | null;
  return fault?.driverError?.code ?? fault?.code;
}

/** Whether the database could not be reached or went away: the same statement may succeed later. */
export function isConnectionFault(error: unknown): boolean {
  const fault = error as { message?: unknown; syscall?: unknown } | null;
  const code = databaseCodeOf(error);
  if (code === 'ENOENT' && fault?.syscall !== 'connect') return false;
  if (typeof code === 'string' && connectionFaults.has(code)) return true;
  return (
    typeof fault?.message === 'string' &&
    /Connection terminated|timeout exceeded when trying to connect/.test(fault.message)
  );
}

/**
 * Whether no repetition will store these data: SQLSTATE of the classes 22 (data exception), 23 (constraint) and 54 (too large), or
 * code that stumbles over a value before it is sent.
 */
export function isDataFault(error: unknown): boolean {
  const code = databaseCodeOf(error);
  if (typeof code === 'string') return /^(?:2[23]|54)/.test(code);
  return error instanceof TypeError || error instanceof RangeError;
}
