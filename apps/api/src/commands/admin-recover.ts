import type { Recovered } from '../auth/recovery/administrator-recovery.service.js';
import type { Config } from '../platform/config/config.js';
import { loadConfig } from '../platform/config/load-config.js';
import { CommandFailed, type Command } from './command.js';
import { refuseElsewhere, tellToStop } from './on-the-host.js';

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
