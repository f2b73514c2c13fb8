import { ConfigError } from './platform/config/config-error.js';
import { KeyRingError } from './platform/crypto/key-ring.js';
import { FolderInUse } from './platform/database/folder-lock.js';
import { DatabaseNotReady } from './platform/database/migrate.js';

/** EX_CONFIG: a supervisor should not try again with the same settings. */
const UNUSABLE = 78;

type Explanation = { readonly text: string; readonly exitCode: number };

/** Why nothing starts, for whoever started it: settings, keys and database by what is wrong, all else with its stack. */
export function explain(error: unknown, what: string): Explanation {
  if (error instanceof ConfigError) {
    const lines = error.problems.map((problem) => `  ${problem}\n`).join('');
    return { text: `The configuration can not be used:\n${lines}`, exitCode: UNUSABLE };
  }
  const isKnown = [KeyRingError, FolderInUse, DatabaseNotReady].some((kind) => error instanceof kind);
  const text = isKnown ? (error as Error).message : describe(error);
  return { text: `${what}: ${text}\n`, exitCode: isKnown ? UNUSABLE : 1 };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
