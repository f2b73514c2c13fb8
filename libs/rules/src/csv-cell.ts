/** What a spreadsheet would run, also behind spaces and in full width, or behind quotes that were put before it. */
const RUNS = /^'*[\s\u00A0]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u;

/** A cell that no spreadsheet runs: an apostrophe goes before what it would. */
export function neutralizedCell(text: string): string {
  return RUNS.test(text) ? `'${text}` : text;
}

/** The cell that was neutralized; any other as it is. */
export function restoredCell(cell: string): string {
  return cell.startsWith("'") && RUNS.test(cell.slice(1)) ? cell.slice(1) : cell;
}
