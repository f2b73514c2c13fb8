import type { ExportFormat } from 'wardkeep/contracts';

/** Rows of cells as a part of a file, the way that COPY writes them. */
export function linesOf(format: ExportFormat, rows: readonly (readonly (string | null)[])[]): string {
  const lines = format === 'csv' ? rows.map((cells) => cells.map(cellOf).join(',')) : rows.map(([json]) => `,${json}`);
  return lines.map((line) => `${line}\n`).join('');
}

function cellOf(text: string | null): string {
  if (text === null) return '';
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A whole file around its lines, of which each one of JSON begins with a comma. */
export async function* fileOf(
  format: ExportFormat,
  header: readonly string[],
  lines: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  yield Buffer.from(format === 'csv' ? `${header.join(',')}\n` : '[\n');
  let isFirst = true;
  for await (const part of lines) {
    yield isFirst && format === 'json' ? part.subarray(1) : part;
    isFirst = false;
  }
  if (format === 'json') yield Buffer.from(']\n');
}
