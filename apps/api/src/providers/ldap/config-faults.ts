import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { FieldError, LdapConfig } from 'wardkeep/contracts';
import { nextSync } from '../next-sync.js';
import { DN_MARK, filterFault, memberAttribute, USERNAME_MARK } from './filters.js';
import { isRefused, targetOf } from './ldap-target.js';

type Fault = readonly [field: string, code: string, detail: string] | null;

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const LEAST_MINUTES = 5;
/** Enough to meet every pair of times of a day that lie close together. */
const LOOKED_AT = 64;

/** What is wrong with a configuration that each field alone does not show. */
export function configFaults(config: LdapConfig, now: Date): FieldError[] {
  const faults = [
    addressFault(config),
    tlsFault(config),
    certificateFault(config),
    blank('baseDn', config.baseDn),
    blank('bindDn', config.bindDn),
    userFilterFault(config),
    groupSearchFault(config),
    scheduleFault(config, now),
  ];
  return faults
    .filter((fault) => fault !== null)
    .map(([field, code, detail]) => ({ pointer: `/config/${field}`, code, detail }));
}

function addressFault({ url }: LdapConfig): Fault {
  const target = targetOf(url);
  if (!target) return ['url', 'ldap-url', 'use an address such as ldaps://dc1.example.org:636'];
  const family = isIP(target.host);
  const isForbidden = family !== 0 && isRefused({ address: target.host, family });
  return isForbidden ? ['url', 'forbidden-address', 'no directory may be at this address'] : null;
}

function tlsFault({ url, startTls }: LdapConfig): Fault {
  const isTwice = startTls && targetOf(url)?.secure === true;
  return isTwice ? ['startTls', 'contradiction', 'ldaps:// is under TLS from the beginning: leave StartTLS off'] : null;
}

function certificateFault({ caCertificate }: LdapConfig): Fault {
  if (caCertificate === null) return null;
  if (caCertificate.includes('PRIVATE KEY')) {
    return ['caCertificate', 'private-key', 'this holds a private key: paste the certificate of the authority alone'];
  }
  const found = caCertificate.match(PEM) ?? [];
  const isReadable = found.length > 0 && found.every(isCertificate);
  return isReadable ? null : ['caCertificate', 'certificate', 'is no certificate in PEM form'];
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== '';
  } catch {
    return false;
  }
}

function blank(field: string, value: string | null): Fault {
  return value !== null && value.trim() === '' ? [field, 'blank', 'write a name, such as dc=example,dc=org'] : null;
}

function userFilterFault({ userFilter }: LdapConfig): Fault {
  const fault = filterFault(userFilter, USERNAME_MARK);
  return fault === null ? null : ['userFilter', 'ldap-filter', `is no filter: ${fault}`];
}

function groupSearchFault({ groupSearch }: LdapConfig): Fault {
  if (groupSearch === null) return null;
  const fault = filterFault(groupSearch.filter, DN_MARK);
  if (fault !== null) return ['groupSearch/filter', 'ldap-filter', `is no filter: ${fault}`];
  if (groupSearch.baseDn.trim() === '') return blank('groupSearch/baseDn', groupSearch.baseDn);
  if (memberAttribute(groupSearch.filter) !== null) return null;
  return ['groupSearch/filter', 'member-attribute', 'compare {dn} with one attribute, as in (member={dn})'];
}

function scheduleFault({ schedule, timeZone }: LdapConfig, now: Date): Fault {
  if (schedule === null) return null;
  let before = nextSync(schedule, timeZone, now);
  if (!before) return ['schedule', 'cron', 'use a cron line of five parts that is due some day, such as 0 0 * * *'];
  for (let looked = 0; looked < LOOKED_AT && before; looked += 1) {
    const next = nextSync(schedule, timeZone, before);
    if (next && next.getTime() - before.getTime() < LEAST_MINUTES * 60_000) {
      return ['schedule', 'cron-often', `is due more often than every ${LEAST_MINUTES} minutes`];
    }
    before = next;
  }
  return null;
}
