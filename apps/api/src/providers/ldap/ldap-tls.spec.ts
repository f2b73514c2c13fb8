import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type TlsOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  certify,
  hasOpenssl,
  makeAuthority,
  WITHOUT_OPENSSL,
  type Certificate,
} from '../../../testing/certificates.js';
import { openSocket } from './ldap-target.js';
import { certificateOf, secured } from './ldap-tls.js';

const HERE = [{ address: '127.0.0.1', family: 4 }];

const withOpenssl = hasOpenssl ? describe : describe.skip;

withOpenssl(`LDP-04 TLS with a directory${WITHOUT_OPENSSL}`, () => {
  let folder: string;
  let authority: Certificate;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wardkeep-tls-'));
    authority = await makeAuthority(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What comes of it: the certificate's subject, or why not. */
  async function outcome(certificate: Certificate, options: TlsOptions = {}, trusted = authority.pem): Promise<string> {
    const [cert, key] = [await readFile(certificate.certificateFile), await readFile(certificate.keyFile)];
    const server = createServer({ cert, key, ...options }, (socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const socket = await openSocket({ secure: true, host: 'localhost', port }, HERE, 2_000);
      const tls = await secured(socket, 'localhost', trusted, 2_000);
      const { subject, daysLeft } = certificateOf(tls, new Date());
      tls.destroy();
      return `${subject}, ${daysLeft} days`;
    } catch (error) {
      return String(error);
    } finally {
      server.close();
    }
  }

  it('trusts what the authority vouches for under the right name', async () => {
    expect(await outcome(await certify(folder, authority))).toBe('CN=directory, 29 days');
  });

  it.each([
    ['has expired', { days: -1 }, 'CERT_HAS_EXPIRED'],
    ['is for another name', { names: 'DNS:other.test' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('refuses a certificate that %s', async (_, wishes, code) => {
    expect(await outcome(await certify(folder, authority, wishes, 'bad'))).toContain(code);
  });

  it('refuses one of another authority, and one signed by itself', async () => {
    const stranger = await makeAuthority(folder, 'stranger');
    expect(await outcome(await certify(folder, stranger, {}, 'strange'))).toContain('not trusted here');
    expect(await outcome(stranger)).toContain('signed by itself');
  });

  it('refuses TLS older than 1.2', async () => {
    const old: TlsOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    expect(await outcome(await certify(folder, authority), old)).toContain('older than 1.2');
  });
});
