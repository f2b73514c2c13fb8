import type { ImportColumn, ImportReason } from 'wardkeep/contracts';
import { readRow } from 'wardkeep/rules';
import type { Place, SecretBox } from '../../platform/crypto/secret-box.js';
import type { FileRecord } from './import-file.js';
import type { StagedRow } from './import-rows.repository.js';

type Columns = readonly (ImportColumn | null)[];

/** Where a secret of a row is sealed: it opens for its own row alone, and by what it is. */
export function secretPlace(domainId: string, importId: string, position: number, kind: string): Place {
  return {
    purpose: 'import',
    table: 'user_import_row',
    column: `secret:${kind}`,
    rowId: `${importId}:${position}`,
    domainId,
  };
}

/** A record as it is kept: its cells read, its password sealed. */
export function staged(
  box: SecretBox,
  { domainId, importId, columns }: { readonly domainId: string; readonly importId: string; readonly columns: Columns },
  { line, cells }: FileRecord,
  position: number,
): StagedRow {
  const known = columns.flatMap((column, index) => {
    const cell = cells[index];
    return column === null || cell === undefined ? [] : [[column, cell] as const];
  });
  const { fields, password, passwordHash, reasons } = readRow(known);
  const secretKind = password !== null ? 'password' : passwordHash !== null ? 'hash' : null;
  const text = password ?? passwordHash;
  return {
    position,
    line,
    fields,
    found: [...miscounted(columns, cells), ...reasons],
    secret:
      text === null || secretKind === null
        ? null
        : box.seal(secretPlace(domainId, importId, position, secretKind), text),
    secretKind,
  };
}

function miscounted(columns: Columns, cells: readonly string[]): ImportReason[] {
  if (columns.length === cells.length) return [];
  const detail = `has ${cells.length} cells where the first line has ${columns.length}`;
  return [{ column: null, code: 'column-count', detail }];
}
