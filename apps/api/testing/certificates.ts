import { execFile, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const openssl = (args: readonly string[]) => promisify(execFile)('openssl', args);
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Whether certificates can be made here; a spec that needs one is skipped with these words where they can't. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
export const WITHOUT_OPENSSL = hasOpenssl ? '' : ' (skipped: install the package openssl)';

export type Certificate = { readonly certificateFile: string; readonly keyFile: string; readonly pem: string };

/** What is wrong with a certificate, if anything. */
type Wishes = { readonly names?: string; readonly days?: number };

/** Makes an authority in the folder. */
export async function makeAuthority(folder: string, name = 'authority'): Promise<Certificate> {
  const [certificateFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  await openssl(['req', '-x509', ...KEY, '-keyout', keyFile, '-out', certificateFile, '-subj', `/CN=Test ${name}`]);
  return { certificateFile, keyFile, pem: await readFile(certificateFile, 'utf8') };
}

/** A certificate of the authority for this machine's loopback, unless the wishes say otherwise. */
export async function certify(
  folder: string,
  authority: Certificate,
  { names = 'DNS:localhost,IP:127.0.0.1', days = 30 }: Wishes = {},
  name = 'server',
): Promise<Certificate> {
  const [certificateFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const [request, extensions] = [join(folder, `${name}.csr`), join(folder, `${name}.ext`)];
  await writeFile(extensions, `subjectAltName=${names}\n`);
  await openssl(['req', ...KEY, '-keyout', keyFile, '-out', request, '-subj', '/CN=directory']);
  const signing = ['-CA', authority.certificateFile, '-CAkey', authority.keyFile, '-CAcreateserial'];
  const validity = ['-days', String(days), '-extfile', extensions];
  await openssl(['x509', '-req', '-in', request, ...signing, ...validity, '-out', certificateFile]);
  return { certificateFile, keyFile, pem: await readFile(certificateFile, 'utf8') };
}
