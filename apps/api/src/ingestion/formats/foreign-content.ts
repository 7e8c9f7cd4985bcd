/** What files begin with that are no tables in text, and what they are. */
const signatures: readonly (readonly [start: string, what: string])[] = [
  ['PAR1', 'a Parquet file'],
  ['ARROW1', 'an Arrow (Feather) file'],
  ['\x89HDF', 'an HDF5 file'],
  ['\x93NUMPY', 'a NumPy array'],
  ['SQLite format 3', 'a SQLite database'],
  ['\xd0\xcf\x11\xe0', 'an Excel workbook (.xls)'],
  ['%PDF', 'a PDF'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['PK\x03\x04', 'a zip; expected its content unpacked, or the zip alone'],
  ['7z\xbc\xaf', 'compressed by 7-Zip'],
  ['Rar!', 'a RAR archive'],
  ['\xfd7zXZ', 'compressed by xz'],
  ['BZh', 'compressed by bzip2'],
  ['\x28\xb5\x2f\xfd', 'compressed by Zstandard'],
];
const manyControls = 40;

/**
 * Tells what a file is that is no table in text; null when it may be one.
 *
 * @param head  its first bytes
 * @param text  the same, decoded
 */
export function foreignContent(head: Buffer, text: string): string | null {
  const start = text.trimStart();
  if (start === '') return 'is empty, not even a header is there';
  const found = signatures.find(([sign]) => head.toString('latin1', 0, sign.length) === sign);
  if (found) return `is ${found[1]}; expected a table in text, such as CSV, or one in a zip, .gz or .tar.gz`;
  if (/^<(!doctype|html|\?xml|head|body)/i.test(start))
    return 'is an HTML or XML page, not a table: was a login or error page saved instead of the file?';
  if (/^[[{]\s*["{[]/.test(start)) return 'is JSON; expected a table, such as CSV';
  const controls = [...start.slice(0, 4_000)].filter((one) => one < '\t' || one === '\ufffd').length;
  return controls > manyControls ? 'is not a text file; expected a table, such as CSV' : null;
}
