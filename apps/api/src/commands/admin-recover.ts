import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Recovered } from '../auth/recovery/administrator-recovery.service.js';
import type { Config } from '../platform/config/config.js';
import { loadConfig } from '../platform/config/load-config.js';
import { FolderInUse } from '../platform/database/folder-lock.js';
import { CommandFailed, type Command } from './command.js';

export const adminRecover: Command = {
  words: 'admin recover',
  summary: 'Gives sys-admin a new one-time password',
  help: [
    'The password is printed once, works for 24 hours and must be changed when it is used. The lock of sys-admin is',
    'cleared and its sessions end. Two-factor authentication stays as it is.',
    '',
    'Run it where the server runs, with the same settings. With the embedded database stop the server first.',
  ],
  options: {},

  async run(_values, say) {
    const config = loadConfig();
    refuseElsewhere(config);
    // The other commands start without the application behind this one.
    const { recoverAdministrator } = await import('../auth/recovery/recover-administrator.js');
    const recovered = await recoverAdministrator(config).catch(tellToStop);
    if (!recovered) throw new CommandFailed('Wardkeep was never started on this database: there is nobody to recover.');
    tell(recovered, config).forEach(say);
  },
};

/** A recovery never makes a database or keys, nor files that the server could not read afterwards. */
function refuseElsewhere({ database, dataDir, keysFile }: Config): void {
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

function tellToStop(error: unknown): never {
  if (!(error instanceof FolderInUse)) throw error;
  throw new CommandFailed(`Stop the server first: the embedded database serves one process.\n${error.message}`);
}

function tell({ username, password, hours, sessions, twoFactor }: Recovered, { database }: Config): string[] {
  return [
    `The one-time password of ${username}: ${password}`,
    '',
    `It works for ${hours ?? 24} hours, must be changed when it is used, and is shown nowhere else.`,
    `The lock of ${username} is cleared. Sessions ended: ${sessions}.`,
    ...(twoFactor ? ['Its second factor stays: the sign-in asks for a code.'] : []),
    ...(database.url === null ? ['Now start the server.'] : []),
  ];
}
