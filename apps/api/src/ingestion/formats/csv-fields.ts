/**
 * Splits one line of CSV (RFC 4180, without line breaks inside of quotes: no MovieLens file has any, and a quote that
 * is left open must cost one line, not the rest of the file).
 *
 * @returns null when the quoting is broken
 */
export function splitCsvLine(line: string): string[] | null {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const field = line[at] === '"' ? quotedField(line, at) : plainField(line, at);
    if (field === null) return null;
    fields.push(field.value);
    if (field.end === line.length) return fields;
    at = field.end + 1;
  }
}

interface Field {
  value: string;
  /** Where the comma stands, or the end of the line. */
  end: number;
}

function plainField(line: string, start: number): Field | null {
  const comma = line.indexOf(',', start);
  const end = comma === -1 ? line.length : comma;
  const value = line.slice(start, end);
  return value.includes('"') ? null : { value, end };
}

function quotedField(line: string, start: number): Field | null {
  let value = '';
  let at = start + 1;
  for (;;) {
    const quote = line.indexOf('"', at);
    if (quote === -1) return null;
    value += line.slice(at, quote);
    const next = line[quote + 1];
    if (next === undefined || next === ',') return { value, end: quote + 1 };
    if (next !== '"') return null;
    value += '"';
    at = quote + 2;
  }
}
