import { StringDecoder } from 'node:string_decoder';

type Cells = readonly (string | null)[];
type Field = { readonly name: string; readonly kind: 'text' | 'boolean' | 'time' };

/** Lines of CSV as COPY writes them. */
export function csvOf(rows: readonly Cells[]): Buffer {
  return Buffer.from(rows.map((cells) => `${cells.map(csvCell).join(',')}\n`).join(''));
}

/** A whole CSV file of its lines. */
export async function* csvFile(header: readonly string[], lines: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from(`${header.join(',')}\n`);
  yield* lines;
}

/** A JSON file of users, each on a line of its own. */
export async function* jsonFile(fields: readonly Field[], parts: AsyncIterable<readonly Cells[]>) {
  yield Buffer.from('[');
  let before = '\n';
  for await (const rows of parts) {
    if (rows.length === 0) continue;
    yield Buffer.from(before + rows.map((cells) => jsonOf(fields, cells)).join(',\n'));
    before = ',\n';
  }
  yield Buffer.from('\n]\n');
}

/** The values in what COPY writes as text, whose parts end anywhere. */
export async function* copiedRows(parts: AsyncIterable<Buffer>): AsyncGenerator<readonly Cells[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const part of parts) {
    const lines = (rest + decoder.write(part)).split('\n');
    rest = lines.pop() ?? '';
    yield lines.map((line) => line.split('\t').map(copiedValue));
  }
}

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function copiedValue(text: string): string | null {
  if (text === '\\N') return null;
  return text.includes('\\') ? text.replace(/\\(.)/gs, (_, sign: string) => ESCAPED[sign] ?? sign) : text;
}

function csvCell(text: string | null): string {
  if (text === null) return '';
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonOf(fields: readonly Field[], cells: Cells): string {
  let text = '';
  for (const [index, { name, kind }] of fields.entries()) {
    text += `${index === 0 ? '{' : ','}"${name}":${jsonValue(kind, cells[index] ?? null)}`;
  }
  return `${text}}`;
}

function jsonValue(kind: Field['kind'], value: string | null): string {
  if (value === null) return 'null';
  if (kind === 'boolean') return value.startsWith('t') ? 'true' : 'false';
  return kind === 'time' ? `"${instantOf(value)}"` : JSON.stringify(value);
}

/** RFC 3339 of a timestamp in UTC, whose last zeros PostgreSQL leaves out. */
function instantOf(text: string): string {
  const time = text.length === 19 ? `${text}.` : text;
  return `${time.slice(0, 10)}T${time.slice(11).padEnd(12, '0')}Z`;
}
