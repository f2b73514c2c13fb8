import type { LdapTestEntry } from 'wardkeep/contracts';
import type { EntryValues } from './entry-mapping.js';

const MOST_ATTRIBUTES = 100;
const MOST_CHARACTERS = 100;
/** Directories that show a hash to their reader do not show it to ours. */
const SECRET = /passw|pwd|secret|krb.*key|nthash|lmhash|credential|otp|token|history/i;

/** What an entry holds, to choose from when mapping: the beginning of each value, and nothing that is a secret. */
export function shownAttributes(values: EntryValues): LdapTestEntry['attributes'] {
  return values
    .names()
    .filter((name) => !SECRET.test(name))
    .slice(0, MOST_ATTRIBUTES)
    .map((name) => ({ name, value: shown(values, name) }));
}

function shown(values: EntryValues, name: string): string {
  const text = values.first(name);
  if (text === null) return `${values.bytes(name)?.length ?? 0} bytes`;
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}
