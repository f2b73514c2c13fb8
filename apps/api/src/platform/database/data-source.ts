import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Accounts1763770000001 } from '../../../migrations/0001-accounts.js';
import { Records1763770000002 } from '../../../migrations/0002-records.js';
import { Confinement1763770000003 } from '../../../migrations/0003-confinement.js';
import { AccountSecurity1764050000004 } from '../../../migrations/0004-account-security.js';
import { Directories1764060000005 } from '../../../migrations/0005-directories.js';
import { Roles1764070000006 } from '../../../migrations/0006-roles.js';
import { OutsideGuesses1764080000007 } from '../../../migrations/0007-outside-guesses.js';
import { SingleSignOn1764090000008 } from '../../../migrations/0008-single-sign-on.js';
import { BulkActions1764110000010 } from '../../../migrations/0010-bulk-actions.js';
import { Imports1764090000009 } from '../../../migrations/0009-imports.js';
import { Saml1764120000011 } from '../../../migrations/0011-saml.js';
import { ImportPace1764130000012 } from '../../../migrations/0012-import-pace.js';
import { NewestSignIn1764150000014 } from '../../../migrations/0014-newest-sign-in.js';
import { LockedUsers1764160000015 } from '../../../migrations/0015-locked-users.js';
import { ManyUsers1764170000016 } from '../../../migrations/0016-many-users.js';

export const MIGRATIONS = [
  Accounts1763770000001,
  Records1763770000002,
  Confinement1763770000003,
  AccountSecurity1764050000004,
  Directories1764060000005,
  Roles1764070000006,
  OutsideGuesses1764080000007,
  SingleSignOn1764090000008,
  BulkActions1764110000010,
  Imports1764090000009,
  Saml1764120000011,
  ImportPace1764130000012,
  NewestSignIn1764150000014,
  LockedUsers1764160000015,
  ManyUsers1764170000016,
];

export type Where = { readonly url: string; readonly poolSize?: number };

const COMMON = {
  type: 'postgres',
  entities: [],
  migrations: MIGRATIONS,
  migrationsTransactionMode: 'each',
  synchronize: false,
  installExtensions: false,
  uuidExtension: 'pgcrypto',
  logging: false,
} as const satisfies Partial<DataSourceOptions>;

/** Every wait for PostgreSQL has an end, also when it hangs and can not end its statements itself. */
const TIMEOUTS = {
  connectionTimeoutMillis: 3_000,
  statement_timeout: 5_000,
  query_timeout: 5_500,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 10_000,
  keepAlive: true,
  /** What is asked without waiting for an answer is sent at once: BEGIN with the first statement, COMMIT with the last. */
  pipeline: true,
  application_name: 'wardkeep',
};

/** A pool on PostgreSQL; `onLost` hears of idle connections that the server closed, which must not end the process. */
export function postgresSource({ url, poolSize = 10 }: Where, onLost: (error: Error) => void): DataSource {
  return new DataSource({ ...COMMON, url, poolSize, poolErrorHandler: onLost, driver: pg, extra: TIMEOUTS });
}

/** One connection for migrations: what they do to large tables takes its time, but nobody waits long for them. */
export function migrationSource(url: string): DataSource {
  const { connectionTimeoutMillis, lock_timeout, application_name } = TIMEOUTS;
  return new DataSource({
    ...COMMON,
    url,
    poolSize: 1,
    driver: pg,
    extra: { connectionTimeoutMillis, lock_timeout, application_name },
  });
}

/** For work on a connection that somebody else provides: one at a time. */
export function embeddedSource(extra: object): DataSource {
  return new DataSource({ ...COMMON, driver: pg, poolSize: 1, extra: { ...extra, connectionTimeoutMillis: 10_000 } });
}
