import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../platform/config/config.js';
import { FolderInUse } from '../platform/database/folder-lock.js';
import { CommandFailed } from './command.js';

/** A command never makes a database or keys, nor files that the server could not read afterwards. */
export function refuseElsewhere({ database, dataDir, keysFile }: Config): void {
  const wanted = database.url === null ? [join(dataDir, 'db'), keysFile] : [keysFile];
  const missing = wanted.find((path) => !existsSync(path));
  if (missing !== undefined) {
    throw new CommandFailed(`${missing} is not there. Use the settings and the working directory of the server.`);
  }
  const { uid } = statSync(wanted[0] ?? keysFile);
  if (database.url === null && process.getuid?.() !== uid) {
    throw new CommandFailed(`Run this as the user that the server runs as (uid ${uid}): the data directory is theirs.`);
  }
}

export function tellToStop(error: unknown): never {
  if (!(error instanceof FolderInUse)) throw error;
  throw new CommandFailed(`Stop the server first: the embedded database serves one process.\n${error.message}`);
}
