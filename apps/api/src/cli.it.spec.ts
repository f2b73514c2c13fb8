import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent, Page } from 'wardkeep/contracts';
import { Client } from '../testing/client.js';
import { PASSWORD } from '../testing/given.js';
import { createDatabase, dropDatabaseOf, serverUrl, unpackDump } from '../testing/prepared-database.js';
import { removeCompiled, runCommand, ServerProcess } from '../testing/server-process.js';

const MISUSED = 64;
const UNUSABLE = 78;
const NEW_PASSWORD = 'Another horse 22!';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wardkeep-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(removeCompiled);

describe('wardkeep', () => {
  it('tells what it can do, and how', async () => {
    const overview = await runCommand(folder, ['--help']);
    expect(overview).toMatchObject({ exitCode: 0, errors: '' });
    expect(overview.output).toMatch(/admin recover {4}\S.*\n {2}hash calibrate {3}\S.*\n {2}secrets rotate {3}\S/);
    const help = await runCommand(folder, ['hash', 'calibrate', '--help']);
    expect(help).toMatchObject({ exitCode: 0, output: expect.stringContaining('--target-ms N') });
  });

  it.each([
    ['nothing', [], 'Say what to do.'],
    ['half a command', ['hash'], 'There is no command "hash".'],
    ['an unknown command', ['drop', '\u001b[2J'], 'There is no command "drop \\u001b[2J".'],
    ['an unknown option', ['hash', 'calibrate', '--fast'], "Unknown option '--fast'."],
    ['one word too many', ['admin', 'recover', 'me'], "Unexpected argument 'me'."],
    ['no secret', ['secrets', 'rotate', '--now'], 'Say which secret: --signing.'],
    ['two ways', ['secrets', 'rotate', '--signing', '--now', '--emergency'], 'Take --now or --emergency.'],
    ['a goal out of bounds', ['hash', 'calibrate', '--target-ms', '1'], '--target-ms must be a whole number from 50'],
    ['a goal that is none', ['hash', 'calibrate', '--target-ms', 'fast'], '--target-ms must be a whole number from 50'],
  ])('refuses %s with 64', async (_what, args, words) => {
    const { exitCode, output, errors } = await runCommand(folder, args);
    expect({ exitCode, output }).toEqual({ exitCode: MISUSED, output: '' });
    expect(errors).toContain(words);
    expect(errors).toContain('Usage: wardkeep');
  });

  it('refuses settings that the server refuses, alike', async () => {
    const { exitCode, errors } = await runCommand(folder, ['hash', 'calibrate'], { PORT: 'x' });
    expect(exitCode).toBe(UNUSABLE);
    expect(errors).toMatch(/^The configuration can not be used:\n {2}PORT: /);
  });
});

describe('wardkeep hash calibrate', () => {
  it('measures, and writes what the server reads', async () => {
    const file = join(folder, 'wardkeep.config.yaml');
    await writeFile(file, '# ours\nport: 9000 # behind nginx\n');
    const { exitCode, output } = await runCommand(folder, ['hash', 'calibrate', '--target-ms', '50', '--write']);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/19 MiB +2 +\d+ ms/);
    expect(output).toMatch(/: \d+\.\d sign-ins per second\./);
    const lines = /hashing:\n {2}memoryKib: (\d+)\n {2}passes: (\d+)\n {2}parallelism: 1\n/.exec(output);
    expect(Number(lines?.[1])).toBeGreaterThanOrEqual(19_456);
    expect(Number(lines?.[2])).toBeGreaterThanOrEqual(2);
    expect(await readFile(file, 'utf8')).toBe(`# ours\nport: 9000 # behind nginx\n${lines?.[0]}`);
  });
});

describe('on the host', () => {
  let database: string | null;
  let server: ServerProcess | null;
  beforeEach(async () => {
    const url = serverUrl();
    database = url === null ? null : await createDatabase(url);
    server = null;
  });
  afterEach(async () => {
    await server?.stop('SIGKILL');
    if (database !== null) await dropDatabaseOf(database);
  });

  const settings = () => ({
    WARDKEEP_BASE_URL: 'http://wardkeep.test',
    ...(database === null ? {} : { DATABASE_URL: database }),
  });
  const start = async () => (server = await (await ServerProcess.start(folder, settings())).ready());
  const firstStart = async () => {
    if (database === null) await unpackDump(folder);
    return start();
  };
  const recover = () => runCommand(folder, ['admin', 'recover'], settings());

  type Answer = { readonly status: string; readonly challenge: string; readonly accessToken: string };
  function signIn({ url }: ServerProcess, password: string) {
    return new Client(url).post<Answer>('/auth/sign-in', { username: 'sys-admin', password, delivery: 'bearer' });
  }

  it.each([
    ['admin', 'recover'],
    ['secrets', 'rotate', '--signing'],
  ])('wardkeep %s %s makes nothing where no server ever started', async (...args) => {
    const { exitCode, errors } = await runCommand(folder, args, settings());
    expect(exitCode).toBe(1);
    expect(errors).toContain('is not there. Use the settings and the working directory of the server.');
  });

  it('wardkeep admin recover gives back a locked account: a new one-time password, and no session is left', async () => {
    const before = await firstStart();
    const { body } = await signIn(before, PASSWORD);
    for (let failure = 0; failure < 5; failure += 1) await signIn(before, 'Wrong horse 22!');
    if (database === null) {
      const refused = await recover();
      expect(refused).toMatchObject({ exitCode: 1, output: '' });
      expect(refused.errors).toContain('Stop the server first');
      await before.stop('SIGTERM');
    }

    const { exitCode, output, errors } = await recover();
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    expect(output).toContain('Sessions ended: 1.');
    const oneTime = /^The one-time password of sys-admin: (\S{24})$/m.exec(output)?.[1] ?? '';

    const after = database === null ? await start() : before;
    expect(after.output).not.toContain(oneTime);
    const earlier = new Client(after.url, { authorization: `Bearer ${body.accessToken}` });
    expect((await earlier.get('/me')).status).toBe(401);
    expect((await signIn(after, PASSWORD)).status).toBe(401);
    const { body: step } = await signIn(after, oneTime);
    expect(step.status).toBe('password_change_required');

    const change = { challenge: step.challenge, newPassword: NEW_PASSWORD };
    const { body: signedIn } = await new Client(after.url).post<Answer>('/auth/sign-in/password', change);
    const client = new Client(after.url, { authorization: `Bearer ${signedIn.accessToken}` });
    const { body: events } = await client.get<Page<AuditEvent>>('/audit-events?type=password.recovered');
    expect(events.items).toMatchObject([{ type: 'password.recovered', subject: { name: 'sys-admin' }, actor: null }]);
    expect((await signIn(after, oneTime)).status).toBe(401);
  });

  it('JWT-06 wardkeep secrets rotate replaces the signing key, and only in an emergency ends sessions', async () => {
    const rotate = (...how: string[]) => runCommand(folder, ['secrets', 'rotate', '--signing', ...how], settings());
    const pause = async () => database === null && (await server?.stop('SIGTERM'));
    const goOn = async (from: ServerProcess) => (database === null ? start() : from);
    let running = await firstStart();
    const { body } = await signIn(running, PASSWORD);
    const status = async () => {
      const earlier = new Client(running.url, { authorization: `Bearer ${body.accessToken}` });
      return (await earlier.get('/me')).status;
    };
    if (database === null) {
      expect(await rotate()).toMatchObject({ exitCode: 1, errors: expect.stringContaining('Stop the server first') });
    }
    await pause();
    expect(await rotate()).toMatchObject({ exitCode: 0, output: expect.stringContaining('signs in about an hour') });
    expect(await rotate('--now')).toMatchObject({ exitCode: 0, output: expect.stringContaining('Nobody is signed') });
    running = await goOn(running);
    expect(await status()).toBe(200);
    await pause();
    const ended = expect.stringContaining('Sessions ended: 1.');
    expect(await rotate('--emergency')).toMatchObject({ exitCode: 0, output: ended });
    running = await goOn(running);
    expect(await status()).toBe(401);
    expect((await signIn(running, PASSWORD)).status).toBe(200);
  }, 180_000);
});
