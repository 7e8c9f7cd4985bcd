/**
 * Splits one record of CSV (RFC 4180; a quote in the middle of a field that does not begin with one is a character like others). A record may hold line breaks inside of
 * quotes: `isQuoteOpen` says whether a line is only the beginning of one.
 *
 * @returns null when the quoting is broken
 */
export function splitCsvLine(line: string, separator = ','): string[] | null {
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const field: Field | null =
      line[at] === '"' ? quotedField(line, at, separator) : plainField(line, at, separator);
    if (field === null) return null;
    fields.push(field.value);
    if (field.end === line.length) return fields;
    at = field.end + separator.length;
  }
}

/** Whether a quoted field that begins in `text` does not end in it. */
export function isQuoteOpen(text: string, separator = ','): boolean {
  if (!text.includes('"')) return false;
  for (let at = 0; ;) {
    if (text[at] === '"') {
      const end = endOfQuotes(text, at);
      if (end === -1) return true;
      at = end;
    }
    const next = text.indexOf(separator, at);
    if (next === -1) return false;
    at = next + separator.length;
  }
}

interface Field {
  value: string;
  /** Where the separator stands, or the end of the line. */
  end: number;
}

function plainField(line: string, start: number, separator: string): Field {
  const next = line.indexOf(separator, start);
  const end = next === -1 ? line.length : next;
  return { value: line.slice(start, end), end };
}

function quotedField(line: string, start: number, separator: string): Field | null {
  const end = endOfQuotes(line, start);
  if (end === -1 || (end < line.length && !line.startsWith(separator, end))) return null;
  return { value: line.slice(start + 1, end - 1).replaceAll('""', '"'), end };
}

/** Returns where the field that begins with the quote at `start` ends, behind its last quote; -1 when it does not. */
function endOfQuotes(line: string, start: number): number {
  for (let at = start + 1; ;) {
    const quote = line.indexOf('"', at);
    if (quote === -1) return -1;
    if (line[quote + 1] !== '"') return quote + 1;
    at = quote + 2;
  }
}
