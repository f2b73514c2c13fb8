import type { FieldChange } from 'wardkeep/contracts';

type Fields = Readonly<Record<string, unknown>>;

/** A role is told apart by its name: its id says nothing to people. */
const UNREAD = new Set(['roleId']);

/** What is different between two states of a record, as a change from the first to the second. */
export function fieldsBetween(before: Fields, after: Fields): FieldChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => !UNREAD.has(field) && JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));
}
