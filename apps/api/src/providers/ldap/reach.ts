import type { LdapConfig } from 'wardkeep/contracts';
import { DirectoryProblem } from './directory-problem.js';
import { LdapConnection } from './ldap-connection.js';
import { LDAP, refusal } from './ldap-results.js';
import { openSocket, resolveHost, targetOf, type LdapTarget } from './ldap-target.js';
import type { Deadline } from './deadline.js';
import type { LdapProvider } from './ldap-provider.js';

export function knownTarget(config: LdapConfig): LdapTarget {
  const target = targetOf(config.url);
  if (target) return target;
  throw new DirectoryProblem('directory-unavailable', `${config.url} is no address of a directory`);
}

/** A connection to the directory, under TLS where it is to be: never in clear instead. Nobody is bound on it. */
export async function connectTo(config: LdapConfig, deadline: Deadline): Promise<LdapConnection> {
  const target = knownTarget(config);
  const connecting = deadline.within(config.connectTimeoutMs);
  const addresses = await resolveHost(target.host, connecting.left);
  const socket = await openSocket(target, addresses, connecting.left);
  const connection = new LdapConnection(socket, target.host);
  if (target.secure) await connection.secure(config.caCertificate, deadline.left);
  else if (config.startTls) await connection.startTls(config.caCertificate, deadline.left);
  return connection;
}

/** The same, with the provider's own account bound; anonymous where it has none. */
export async function connectAsService(
  { config, bindPassword }: Pick<LdapProvider, 'config' | 'bindPassword'>,
  deadline: Deadline,
): Promise<LdapConnection> {
  const connection = await connectTo(config, deadline);
  await bindService(connection, config.bindDn, bindPassword?.reveal() ?? '', deadline);
  return connection;
}

export async function bindService(
  connection: LdapConnection,
  bindDn: string | null,
  password: string,
  deadline: Deadline,
): Promise<void> {
  if (bindDn === null) return;
  if (password === '') {
    connection.close();
    throw new DirectoryProblem('directory-refused', 'The bind DN has no password: type it again');
  }
  const bound = await connection.bind(bindDn, password, deadline.left);
  if (bound.status === LDAP.success) return;
  connection.close();
  throw refusal(`Signing in as ${bindDn}`, bound);
}
