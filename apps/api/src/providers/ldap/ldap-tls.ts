import { readFileSync } from 'node:fs';
import { isIP, type Socket } from 'node:net';
import { connect, createSecureContext, rootCertificates, type SecureContext, type TLSSocket } from 'node:tls';
import { DirectoryProblem } from './directory-problem.js';
import { settled } from './settled.js';

export type CertificateFacts = {
  readonly subject: string;
  readonly issuer: string;
  readonly validTo: string;
  readonly daysLeft: number;
};

/** Where distributions keep the authorities that this machine trusts. */
const SYSTEM_AUTHORITIES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];
const DAY_MS = 24 * 60 * 60 * 1_000;

let trusted: SecureContext | null = null;

/** Loaded once: it is hundreds of certificates. */
function trustedHere(): SecureContext {
  trusted ??= createSecureContext({ minVersion: 'TLSv1.2', ca: [...rootCertificates, ...systemAuthorities()] });
  return trusted;
}

function systemAuthorities(): readonly string[] {
  for (const file of SYSTEM_AUTHORITIES) {
    try {
      return [readFileSync(file, 'utf8')];
    } catch {
      continue;
    }
  }
  return [];
}

/** The connection under TLS 1.2 or newer, with a certificate that an authority vouches for and that names this host. */
export async function secured(socket: Socket, host: string, authority: string | null, ms: number): Promise<TLSSocket> {
  const secureContext =
    authority === null ? trustedHere() : createSecureContext({ minVersion: 'TLSv1.2', ca: authority });
  const tls = connect({ socket, secureContext, host, ...(isIP(host) === 0 && { servername: host }) });
  const why = await settled(tls, {
    event: 'secureConnect',
    ms,
    late: `no answer within ${Math.round(ms)} ms; does this port speak TLS?`,
    closed: 'the directory closed the connection; does this port speak TLS?',
    failed: tlsFailed,
  });
  if (why === null) return tls;
  socket.destroy();
  throw new DirectoryProblem('directory-unavailable', `TLS with ${host} failed: ${why}`);
}

const ADVICE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired; renew it',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; check the clocks',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself; paste that certificate as the authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not trusted here; paste the certificate of the authority',
  UNABLE_TO_GET_ISSUER_CERT: 'its authority is not trusted here; paste the certificate of the authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not trusted here; paste the certificate of the authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not trusted here; paste the certificate of the authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name; use the name that the certificate has',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on this port; use ldap:// with StartTLS, or the other port',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'it speaks only TLS older than 1.2; update the directory',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'it speaks only TLS older than 1.2; update the directory',
};

function tlsFailed({ code, message }: NodeJS.ErrnoException): string {
  const advice = ADVICE[code ?? ''];
  return advice === undefined ? `${code ?? message}` : `${advice} (${code})`;
}

export function certificateOf(socket: TLSSocket, now: Date): CertificateFacts {
  const { subject, issuer, valid_to } = socket.getPeerCertificate();
  const validTo = new Date(valid_to);
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    validTo: validTo.toISOString(),
    daysLeft: Math.floor((validTo.getTime() - now.getTime()) / DAY_MS),
  };
}

function nameOf(name: object): string {
  return Object.entries(name as Record<string, string | string[]>)
    .map(([type, value]) => `${type}=${[value].flat().join('+')}`)
    .join(', ');
}
