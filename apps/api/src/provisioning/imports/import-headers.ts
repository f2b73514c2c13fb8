import {
  headerKey,
  IMPORT_LIMITS,
  LEFT_OUT_COLUMNS,
  READ_COLUMNS,
  type FieldError,
  type Import,
  type ImportColumn,
  type ImportMapping,
} from 'wardkeep/contracts';
import { Problem } from '../../platform/http/problem.js';

type Headers = Import['headers'];

const KNOWN = new Map(READ_COLUMNS.map((column) => [headerKey(column), column]));
const LEFT_OUT = new Set(LEFT_OUT_COLUMNS.map(headerKey));
const SHOWN = 100;

/** Which column of the file is which of ours; unknown ones and such as are there twice are refused. */
export function readHeaders(headers: readonly string[], mapping: ImportMapping): Headers {
  if (headers.length > IMPORT_LIMITS.columns) throw tooMany(headers.length);
  const mapped = new Map(Object.entries(mapping));
  const read = headers.map((header) => ({ header: shownOf(header), column: columnOf(header, mapped) }));
  const errors = read.flatMap(({ header, column }, index) => errorsOf(read, header, column, index));
  if (!read.some(({ column }) => column === 'username')) {
    errors.push({ pointer: '/headers', code: 'missing-column', detail: 'there is no column username' });
  }
  if (errors.length > 0) throw new Problem('import-columns', { errors });
  return read.map(({ header, column }) => ({ header, column: column ?? null }));
}

/** Undefined: nobody knows it. */
function columnOf(header: string, mapped: ReadonlyMap<string, ImportColumn | null>): ImportColumn | null | undefined {
  const chosen = mapped.get(header);
  if (chosen !== undefined) return chosen;
  const key = headerKey(header);
  return KNOWN.get(key) ?? (LEFT_OUT.has(key) || key === '' ? null : undefined);
}

function errorsOf(
  all: readonly { readonly column: ImportColumn | null | undefined }[],
  header: string,
  column: ImportColumn | null | undefined,
  index: number,
): FieldError[] {
  const pointer = `/headers/${index}`;
  if (column === undefined) return [{ pointer, code: 'unknown-column', detail: `${header} is no column of an import` }];
  const isRepeated = column !== null && all.some((other, at) => at < index && other.column === column);
  return isRepeated ? [{ pointer, code: 'duplicate-column', detail: `${column} is there twice` }] : [];
}

function tooMany(count: number): Problem {
  const detail = `there are ${count} columns; ${IMPORT_LIMITS.columns} may be`;
  return new Problem('import-columns', { errors: [{ pointer: '/headers', code: 'too-many-columns', detail }] });
}

function shownOf(header: string): string {
  return header.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, ' ').slice(0, SHOWN);
}
