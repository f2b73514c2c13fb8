import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { openSocket, resolveHost } from './ldap-target.js';

const LISTENER = `
  const server = require('node:net').createServer();
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => process.stdout.write(String(server.address().port)));
`;
const HOST = { address: '127.0.0.1', family: 4 };
/** More than the system keeps for a program that takes none. */
const FILLING = 8;

let listener: ChildProcess;
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  listener.kill('SIGKILL');
});

/** A port at which first packets are dropped without a word, as a firewall does it. */
async function blackHole(): Promise<number> {
  listener = spawn(process.execPath, ['--eval', LISTENER], { stdio: ['ignore', 'pipe', 'ignore'] });
  if (!listener.stdout) throw new Error('The listener has no output');
  const [port] = (await once(listener.stdout, 'data')) as [Buffer];
  listener.kill('SIGSTOP');
  for (let count = 0; count < FILLING; count += 1) {
    sockets.push(connect(Number(port), HOST.address).on('error', () => undefined));
  }
  await Promise.race(sockets.map((socket) => once(socket, 'connect')));
  return Number(port);
}

it('LDP-05 gives up a directory whose host answers no packet', async () => {
  const port = await blackHole();
  const opening = openSocket({ secure: false, host: 'dc1.example.org', port }, [HOST], 400);
  await expect(opening).rejects.toMatchObject({
    because: 'directory-unavailable',
    detail: expect.stringContaining('did not answer within 400 ms; check the address and the firewall'),
  });
});

it.each(['169.254.169.254', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1', '64:ff9b:1::1'])(
  'SSR-01 looks for no directory at %s',
  async (host) => {
    await expect(resolveHost(host, 100)).rejects.toMatchObject({ because: 'directory-unavailable' });
  },
);

it.each(['10.1.2.3', '64:ff9b::a01:203', '2002:a01:203::1'])('looks for a directory at %s', async (host) => {
  expect(await resolveHost(host, 100)).toHaveLength(1);
});
