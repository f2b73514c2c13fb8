import Papa from 'papaparse';
import { headerKey, LEFT_OUT_COLUMNS, READ_COLUMNS, type ImportColumn } from 'wardkeep/contracts';

/** As much of a file as shows its header and some rows. */
const HEAD_BYTES = 65_536;
const HEAD_ROWS = 6;

/** What a file begins with; the server reads it again, and all of it. */
export type CsvHead = {
  readonly headers: readonly string[];
  /** The first values below each header. */
  readonly samples: readonly (readonly string[])[];
};

export function readHead(text: string): CsvHead {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), {
    preview: HEAD_ROWS,
    skipEmptyLines: true,
    delimitersToGuess: [',', ';', '\t'],
  });
  const [headers = [], ...rows] = data;
  const samples = headers.map((_, index) => rows.map((row) => row[index] ?? '').filter((value) => value !== ''));
  return { headers, samples };
}

export const headOf = async (file: Blob): Promise<CsvHead> => readHead(await file.slice(0, HEAD_BYTES).text());

const KNOWN = new Map<string, ImportColumn>(READ_COLUMNS.map((column) => [headerKey(column), column]));
const LEFT_OUT = new Set(LEFT_OUT_COLUMNS.map(headerKey));

/** Which column a header says, null for one that is left out; undefined when nobody but the reader knows. */
export function columnOf(header: string): ImportColumn | null | undefined {
  const key = headerKey(header);
  return KNOWN.get(key) ?? (LEFT_OUT.has(key) ? null : undefined);
}
