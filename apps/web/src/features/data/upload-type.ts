const types: Record<string, string> = { zip: 'application/zip', csv: 'text/csv' };

/**
 * The media type under which the API takes a file, by its name: what systems call a CSV file differs. Null for files
 * that it does not take.
 */
export function uploadTypeOf(fileName: string): string | null {
  return types[fileName.toLowerCase().split('.').pop() ?? ''] ?? null;
}

/** For file dialogs. */
export const uploadable = '.zip,.csv,application/zip,text/csv';
