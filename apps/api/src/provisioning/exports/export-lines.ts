import { instantOf } from '../../platform/database/instants.js';
import type { Field } from './export-columns.js';

type Cells = readonly (string | null)[];

/** Lines of CSV as COPY writes them. */
export function csvOf(rows: readonly Cells[]): Buffer {
  return Buffer.from(rows.map((cells) => `${cells.map(csvCell).join(',')}\n`).join(''));
}

/** A whole CSV file of its lines. */
export async function* csvFile(header: readonly string[], lines: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from(`${header.join(',')}\n`);
  yield* lines;
}

/** A JSON file of its users, of whom each has a comma before it. */
export async function* jsonFile(users: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from('[');
  let isFirst = true;
  for await (const part of users) {
    if (part.length === 0) continue;
    yield isFirst ? part.subarray(1) : part;
    isFirst = false;
  }
  yield Buffer.from('\n]\n');
}

/** What stands before the value of a field. */
export function beforeField({ name }: Field, index: number): string {
  return `${index === 0 ? ',\n{' : ','}"${name}":`;
}

/** Users of a JSON file, each on a line of its own. */
export function jsonOf(fields: readonly Field[], rows: readonly Cells[]): Buffer {
  const user = (cells: Cells) =>
    fields.map((field, index) => beforeField(field, index) + jsonValue(field.kind, cells[index] ?? null)).join('');
  return Buffer.from(rows.map((cells) => `${user(cells)}}`).join(''));
}

function csvCell(text: string | null): string {
  if (text === null) return '';
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Of a text as PostgreSQL writes the value. */
export function jsonValue(kind: Field['kind'], value: string | null): string {
  if (value === null) return 'null';
  if (kind === 'boolean') return value.startsWith('t') ? 'true' : 'false';
  return kind === 'time' ? `"${instantOf(value)}"` : JSON.stringify(value);
}
