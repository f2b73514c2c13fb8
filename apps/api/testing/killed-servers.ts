import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'wardkeep/contracts';
import { Client } from './client.js';
import { PASSWORD } from './given.js';
import { createDatabase, dropDatabaseOf, serverUrl, unpackDump } from './prepared-database.js';
import { ServerProcess } from './server-process.js';

/** Server processes on one database, each started where the one before was killed. */
export class KilledServers {
  private readonly running: ServerProcess[] = [];

  private constructor(
    private readonly folder: string,
    private readonly database: string | null,
  ) {}

  static async open(): Promise<KilledServers> {
    const folder = await mkdtemp(join(tmpdir(), 'wardkeep-killed-'));
    const server = serverUrl();
    if (server === null) await unpackDump(folder);
    return new KilledServers(folder, server === null ? null : await createDatabase(server));
  }

  /** All of them have one address: what one signed is good for the next. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
    const database = this.database === null ? {} : { DATABASE_URL: this.database };
    const server = await ServerProcess.start(this.folder, {
      WARDKEEP_BASE_URL: 'http://wardkeep.test',
      ...env,
      ...database,
    });
    this.running.push(server);
    return server.ready();
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map((server) => server.stop('SIGKILL')));
    if (this.database !== null) await dropDatabaseOf(this.database);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The session of sys-admin, which the next process knows too. */
export async function sysAdminOf({ url }: ServerProcess): Promise<Client> {
  const input = { username: 'sys-admin', password: PASSWORD, delivery: 'bearer' };
  const { body } = await new Client(url).post<{ accessToken: string }>('/auth/sign-in', input);
  return new Client(url, { authorization: `Bearer ${body.accessToken}` });
}

/** How many a list says there are. */
export async function totalOf(client: Client, path: string): Promise<number> {
  return (await client.get<Page<unknown>>(path)).body.total.value;
}
