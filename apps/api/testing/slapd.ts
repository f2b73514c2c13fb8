import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Attribute, Change, Client } from 'ldapts';
import { certify, hasOpenssl, makeAuthority } from './certificates.js';
import { ADMIN_DN, ADMIN_PASSWORD, type LdapEntry } from './slapd-entries.js';
import { settingsOf, toLdif } from './slapd-settings.js';

const SLAPD = '/usr/sbin/slapd';
const READY_MS = 20_000;

/** Whether the real server can be started here; a spec that needs it is skipped with these words where it can't. */
export const hasSlapd = existsSync(SLAPD) && hasOpenssl;
export const WITHOUT_SLAPD = hasSlapd ? '' : ' (skipped: install the packages slapd and openssl)';

type Options = {
  /** Loaded before the first start, beneath the base; `entryUUID`, `memberOf` and the like may be given. */
  readonly entries?: Iterable<LdapEntry>;
  /** More lines of its configuration, for the server and for the database. */
  readonly serverSettings?: string;
  readonly databaseSettings?: string;
};

/** A real OpenLDAP server in a temporary directory on free loopback ports; paged searches have no limit, others 500. */
export class Slapd {
  private child: ChildProcess | null = null;
  private text = '';

  private constructor(
    private readonly folder: string,
    private readonly ports: { readonly plain: number; readonly secure: number },
    /** The authority of its certificate, which is for `localhost` and 127.0.0.1. */
    readonly caCertificate: string,
  ) {}

  static async start({ entries = [], serverSettings, databaseSettings }: Options = {}): Promise<Slapd> {
    const folder = await mkdtemp(join(tmpdir(), 'wardkeep-slapd-'));
    await mkdir(join(folder, 'data'));
    const authority = await makeAuthority(folder);
    const certificate = await certify(folder, authority);
    const settings = settingsOf({ folder, authority, certificate, serverSettings, databaseSettings });
    await writeFile(join(folder, 'slapd.conf'), settings);
    const slapd = new Slapd(folder, { plain: await freePort(), secure: await freePort() }, authority.pem);
    await slapd.load(entries);
    await slapd.start();
    return slapd;
  }

  get url(): string {
    return `ldap://localhost:${this.ports.plain}`;
  }

  get secureUrl(): string {
    return `ldaps://localhost:${this.ports.secure}`;
  }

  /** What it logged: every connection, bind, search with its filter, and result. */
  get log(): string {
    return this.text;
  }

  async start(): Promise<void> {
    const addresses = `ldap://127.0.0.1:${this.ports.plain}/ ldaps://127.0.0.1:${this.ports.secure}/`;
    const args = ['-h', addresses, '-f', join(this.folder, 'slapd.conf'), '-d', 'stats'];
    const child = spawn(SLAPD, args, { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (part: Buffer) => (this.text += part.toString()));
    this.child = child;
    const until = Date.now() + READY_MS;
    while (!(await this.answers())) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`slapd did not start:\n${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGCONT');
    child.kill(signal);
    await once(child, 'exit');
  }

  /** From now on it accepts connections and answers nothing. */
  hang(): void {
    this.child?.kill('SIGSTOP');
  }

  wake(): void {
    this.child?.kill('SIGCONT');
  }

  async close(): Promise<void> {
    await this.stop('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  add(...entries: readonly LdapEntry[]): Promise<void> {
    return this.asAdmin(async (client) => {
      for (const { dn, attributes } of entries) await client.add(dn, Object.entries(attributes).map(toAttribute));
    });
  }

  /** Replaces these attributes; an empty list removes one. */
  modify(dn: string, attributes: LdapEntry['attributes']): Promise<void> {
    const changes = Object.entries(attributes).map(
      (entry) => new Change({ operation: 'replace', modification: toAttribute(entry) }),
    );
    return this.asAdmin((client) => client.modify(dn, changes));
  }

  /** Another name, another place, or both. */
  rename(dn: string, newDn: string): Promise<void> {
    return this.asAdmin((client) => client.modifyDN(dn, newDn));
  }

  remove(...dns: readonly string[]): Promise<void> {
    return this.asAdmin(async (client) => {
      for (const dn of dns) await client.del(dn);
    });
  }

  private async load(entries: Iterable<LdapEntry>): Promise<void> {
    const file = join(this.folder, 'entries.ldif');
    await writeFile(file, toLdif(entries));
    await promisify(execFile)('/usr/sbin/slapadd', ['-q', '-f', join(this.folder, 'slapd.conf'), '-l', file]);
    await rm(file);
  }

  private async asAdmin<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ url: this.url, timeout: READY_MS });
    try {
      await client.bind(ADMIN_DN, ADMIN_PASSWORD);
      return await work(client);
    } finally {
      await client.unbind();
    }
  }

  private async answers(): Promise<boolean> {
    return this.asAdmin(() => Promise.resolve(true)).catch(() => false);
  }
}

const toAttribute = ([type, values]: [string, string | readonly string[]]) =>
  new Attribute({ type, values: typeof values === 'string' ? [values] : [...values] });

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
