import type { LdapConfig, LdapTestEntry, LdapTestResult, LdapTestStep } from 'wardkeep/contracts';
import type { Secret } from '../../platform/secret.js';
import { Deadline } from './deadline.js';
import { DirectoryProblem } from './directory-problem.js';
import { attributesOf, EntryValues, toDirectoryEntry } from './entry-mapping.js';
import { everyUser } from './filters.js';
import { groupsOfOne } from './groups.js';
import { LdapConnection } from './ldap-connection.js';
import { LDAP, refusal } from './ldap-results.js';
import { openSocket, resolveHost } from './ldap-target.js';
import { certificateOf } from './ldap-tls.js';
import { bindService, knownTarget } from './reach.js';
import { missingIn } from './missing-attributes.js';
import { shownAttributes } from './shown-attributes.js';

const SHOWN_ENTRIES = 5;
const SOON_EXPIRED_DAYS = 30;

type Step = LdapTestResult['steps'][number];

/** Tries a directory step by step, as far as it goes: what each took, found, or was told. */
export async function testDirectory(config: LdapConfig, bindPassword: Secret | null): Promise<LdapTestResult> {
  const trial = new Trial(config, bindPassword);
  await trial.run();
  return trial.result;
}

class Trial {
  private readonly steps: Step[] = [];
  private connection: LdapConnection | null = null;
  private found: readonly EntryValues[] = [];
  private entries: readonly LdapTestEntry[] = [];
  private certificate: LdapTestResult['certificate'] = null;

  constructor(
    private readonly config: LdapConfig,
    private readonly bindPassword: Secret | null,
  ) {}

  get result(): LdapTestResult {
    return { steps: this.steps, entries: this.entries, certificate: this.certificate };
  }

  async run(): Promise<void> {
    try {
      await this.reach();
      await this.step('bind', (connection, deadline) => this.bind(connection, deadline));
      await this.step('search', (connection, deadline) => this.search(connection, deadline));
      await this.step('attributes', (connection, deadline) => this.map(connection, deadline));
    } catch (error) {
      if (!(error instanceof DirectoryProblem)) throw error;
    } finally {
      this.connection?.close();
    }
  }

  private async reach(): Promise<void> {
    const target = knownTarget(this.config);
    const { connectTimeoutMs } = this.config;
    const addresses = await this.timed('resolve', async () => {
      const found = await resolveHost(target.host, connectTimeoutMs);
      return [found, found.map(({ address }) => address).join(', ')];
    });
    const socket = await this.timed('connect', async () => {
      const opened = await openSocket(target, addresses, connectTimeoutMs);
      return [opened, `${opened.remoteAddress ?? target.host}, port ${target.port}`];
    });
    this.connection = new LdapConnection(socket, target.host);
    await this.step('tls', (connection) => this.encrypt(connection, target.secure));
  }

  private async encrypt(connection: LdapConnection, isSecure: boolean): Promise<string> {
    const { startTls, caCertificate, timeoutMs } = this.config;
    if (!isSecure && !startTls) return 'Not encrypted: passwords travel in clear; use ldaps:// or StartTLS';
    const socket = await (isSecure
      ? connection.secure(caCertificate, timeoutMs)
      : connection.startTls(caCertificate, timeoutMs));
    this.certificate = certificateOf(socket, new Date());
    const { subject, issuer, daysLeft } = this.certificate;
    const soon = daysLeft < SOON_EXPIRED_DAYS ? '; renew it soon' : '';
    return `${socket.getProtocol() ?? 'TLS'}: ${subject}, issued by ${issuer}, ${daysLeft} days left${soon}`;
  }

  private async bind(connection: LdapConnection, deadline: Deadline): Promise<string> {
    const { bindDn } = this.config;
    await bindService(connection, bindDn, this.bindPassword?.reveal() ?? '', deadline);
    return bindDn === null ? 'As nobody: no bind DN is set' : `As ${bindDn}`;
  }

  private async search(connection: LdapConnection, deadline: Deadline): Promise<string> {
    const { baseDn, userFilter } = this.config;
    const attributes = ['*', ...attributesOf(this.config)];
    const search = { base: baseDn, scope: 'sub', filter: everyUser(userFilter), attributes } as const;
    const found = await connection.search({ ...search, sizeLimit: SHOWN_ENTRIES }, deadline.left);
    const isAnswered = found.status === LDAP.success || found.status === LDAP.sizeLimitExceeded;
    if (!isAnswered) throw refusal(`Searching beneath ${baseDn}`, found);
    this.found = found.entries.slice(0, SHOWN_ENTRIES).map((entry) => new EntryValues(entry));
    if (this.found.length > 0) return `${found.status === LDAP.success ? '' : 'More than '}${this.found.length} found`;
    throw new DirectoryProblem(
      'directory-refused',
      'Nobody matches; check the base DN, the filter, and what the bind DN may read',
    );
  }

  private async map(connection: LdapConnection, deadline: Deadline): Promise<string> {
    const entries: LdapTestEntry[] = [];
    for (const values of this.found) entries.push(await this.shown(connection, values, deadline));
    this.entries = entries;
    const { problem, detail } = missingIn(entries, this.config.attributes);
    if (problem) throw new DirectoryProblem('directory-refused', detail);
    return detail;
  }

  private async shown(connection: LdapConnection, values: EntryValues, deadline: Deadline): Promise<LdapTestEntry> {
    const { groupSearch, attributes } = this.config;
    const entry = toDirectoryEntry(this.config, values, new Date());
    const searched = groupSearch ? await groupsOfOne(connection, groupSearch, values.dn, deadline) : [];
    return {
      dn: values.dn,
      uniqueId: entry?.subject ?? null,
      username: values.first(attributes.username),
      firstName: values.first(attributes.firstName),
      lastName: values.first(attributes.lastName),
      email: values.first(attributes.email),
      groups: [...(entry?.groups ?? []), ...searched],
      attributes: shownAttributes(values),
    };
  }

  private step(name: LdapTestStep, work: (connection: LdapConnection, deadline: Deadline) => Promise<string>) {
    return this.timed(name, async () => {
      if (!this.connection) throw new DirectoryProblem('directory-unavailable', 'There is no connection');
      return [undefined, await work(this.connection, Deadline.in(this.config.timeoutMs))];
    });
  }

  /** A step that fails is told, and is the last one. */
  private async timed<T>(name: LdapTestStep, work: () => Promise<[result: T, detail: string]>): Promise<T> {
    const begin = performance.now();
    const told = (ok: boolean, detail: string) =>
      void this.steps.push({ name, ok, ms: Math.round(performance.now() - begin), detail });
    try {
      const [result, detail] = await work();
      told(true, detail);
      return result;
    } catch (error) {
      if (error instanceof DirectoryProblem) told(false, error.detail);
      throw error;
    }
  }
}
