import { loadConfig } from '../platform/config/load-config.js';
import type { Replacement } from '../sessions/signing/signing-key-replacement.service.js';
import { CommandFailed, UsageError, type Command } from './command.js';
import { refuseElsewhere, tellToStop } from './on-the-host.js';

export const secretsRotate: Command = {
  words: 'secrets rotate',
  summary: 'Replaces a secret that Wardkeep made',
  help: [
    'Say which one:',
    '  --signing     the key that signs the tokens of sessions. The server replaces it by itself every 90 days.',
    '',
    'And when, if not as planned:',
    '  (nothing)     the new key is known to every instance now and signs in an hour; nobody is signed out',
    '  --now         it signs at once; nobody is signed out',
    '  --emergency   it signs at once, no earlier token is believed, and every session ends',
    '',
    'Run it where the server runs, with the same settings. With the embedded database stop the server first.',
  ],
  options: { signing: { type: 'boolean' }, now: { type: 'boolean' }, emergency: { type: 'boolean' } },

  async run({ signing, now, emergency }, say) {
    if (!signing) throw new UsageError('Say which secret: --signing');
    if (now && emergency) throw new UsageError('Take --now or --emergency');
    const how: Replacement = emergency ? 'emergency' : now ? 'at-once' : 'planned';
    const config = loadConfig();
    refuseElsewhere(config);
    // The other commands start without the application behind this one.
    const { replaceSigningKey } = await import('../sessions/signing/replace-signing-key.js');
    const ended = await replaceSigningKey(config, how).catch(tellToStop);
    if (ended === null) throw new CommandFailed('Wardkeep was never started on this database: it has no such key.');
    say(TOLD[how](ended));
    if (config.database.url === null) say('Now start the server.');
  },
};

const TOLD: Readonly<Record<Replacement, (ended: number) => string>> = {
  planned: () => 'The next key signs in about an hour. Nobody is signed out.',
  'at-once': () => 'A new key signs from now on. Nobody is signed out: earlier tokens are believed until they end.',
  emergency: (ended) => `A new key signs from now on, and no earlier token is believed. Sessions ended: ${ended}.`,
};
