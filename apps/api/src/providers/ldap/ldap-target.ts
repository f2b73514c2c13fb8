import { lookup, type LookupAddress } from 'node:dns';
import { connect, isIP, type Socket } from 'node:net';
import { addressListOf, NEVER } from '../../platform/outgoing/never-addresses.js';
import { DirectoryProblem } from './directory-problem.js';
import { settled } from './settled.js';

/** Where a directory is. */
export type LdapTarget = { readonly secure: boolean; readonly host: string; readonly port: number };

const ADDRESS = /^(ldaps?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]{1,253})(?::(\d{1,5}))?\/?$/i;
const PLAIN_PORT = 389;
const SECURE_PORT = 636;
/** How long one of several addresses is tried before the next. */
const LEAST_ATTEMPT_MS = 250;

/** Null when it is no address of a directory. */
export function targetOf(url: string): LdapTarget | null {
  const [, scheme, bracketed, digits] = ADDRESS.exec(url) ?? [];
  if (scheme === undefined || bracketed === undefined) return null;
  const secure = scheme.toLowerCase() === 'ldaps';
  const host = bracketed.replace(/^\[|\]$/g, '').toLowerCase();
  const port = Number(digits ?? (secure ? SECURE_PORT : PLAIN_PORT));
  const isAddress = host === bracketed.toLowerCase() || isIP(host) === 6;
  return isAddress && port >= 1 && port <= 65_535 ? { secure, host, port } : null;
}

/** Where no directory is: link-local (a cloud's metadata service is there), unspecified, multicast. */
const REFUSED = addressListOf(NEVER);

/** An IPv4 address written as an IPv6 one is looked at as what it is. */
export function isRefused({ address, family }: LookupAddress): boolean {
  return REFUSED.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** The addresses of the host that a directory may have; connecting to these, and not to the name, leaves no second answer. */
export async function resolveHost(host: string, ms: number): Promise<readonly LookupAddress[]> {
  const family = isIP(host);
  const found = family === 0 ? await lookedUp(host, ms) : [{ address: host, family }];
  const allowed = found.filter((address) => !isRefused(address));
  if (allowed.length > 0) return allowed;
  const shown = found.map(({ address }) => address).join(', ');
  throw new DirectoryProblem('directory-unavailable', `${host} is ${shown}, where no directory may be`);
}

function lookedUp(host: string, ms: number): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new DirectoryProblem('directory-unavailable', `${host}: ${why}`));
    const timer = setTimeout(() => fail(`the name was not found within ${ms} ms; check the DNS server`), ms);
    lookup(host, { all: true }, (error, addresses) => {
      clearTimeout(timer);
      if (error) fail(`the name is not known (${error.code ?? error.message}); check its spelling and the DNS server`);
      else resolve(addresses);
    });
  });
}

/** Tries the addresses in turn; what is not connected in time is given up. */
export async function openSocket(
  { host, port }: LdapTarget,
  addresses: readonly LookupAddress[],
  ms: number,
): Promise<Socket> {
  const [only] = addresses;
  const socket = connect({
    host: addresses.length === 1 && only ? only.address : host,
    port,
    lookup: (_host, _options, answer) => answer(null, [...addresses]),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: Math.max(LEAST_ATTEMPT_MS, Math.floor(ms / addresses.length)),
    noDelay: true,
  });
  const why = await settled(socket, {
    event: 'connect',
    ms,
    late: `did not answer within ${Math.round(ms)} ms; check the address and the firewall`,
    closed: 'closed the connection',
    failed: connectingFailed,
  });
  if (why === null) return socket;
  throw new DirectoryProblem('directory-unavailable', `${host}:${port} ${why}`);
}

function connectingFailed({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'refused the connection (ECONNREFUSED); check the port';
  return `can not be reached (${code ?? message}); check the address and the firewall`;
}
