import { join } from 'node:path';
import type { Certificate } from './certificates.js';
import {
  ADMIN_DN,
  ADMIN_PASSWORD,
  BASE_DN,
  GROUPS_DN,
  PEOPLE_DN,
  READER_DN,
  READER_PASSWORD,
  type LdapEntry,
} from './slapd-entries.js';

type Settings = {
  readonly folder: string;
  readonly authority: Certificate;
  readonly certificate: Certificate;
  readonly serverSettings: string | undefined;
  readonly databaseSettings: string | undefined;
};

const SCHEMAS = ['core', 'cosine', 'inetorgperson'];

/** What Active Directory and others keep of an account and a Debian server has no schema for. */
const FOREIGN_ATTRIBUTES = [
  ['userAccountControl', '1.2.840.113556.1.4.8', '1.3.6.1.4.1.1466.115.121.1.27'],
  ['accountExpires', '1.2.840.113556.1.4.159', '1.3.6.1.4.1.1466.115.121.1.27'],
  ['sAMAccountName', '1.2.840.113556.1.4.221', '1.3.6.1.4.1.1466.115.121.1.15'],
  ['objectGUID', '1.2.840.113556.1.4.2', '1.3.6.1.4.1.1466.115.121.1.40'],
  ['nsAccountLock', '2.16.840.1.113730.3.1.610', '1.3.6.1.4.1.1466.115.121.1.15'],
  ['loginDisabled', '2.16.840.1.113719.1.39.3', '1.3.6.1.4.1.1466.115.121.1.7'],
].map(([name, oid, syntax]) => `attributetype ( ${oid} NAME '${name}' SYNTAX ${syntax} SINGLE-VALUE )`);

export function settingsOf({ folder, authority, certificate, serverSettings, databaseSettings }: Settings): string {
  return [
    ...SCHEMAS.map((name) => `include /etc/ldap/schema/${name}.schema`),
    ...FOREIGN_ATTRIBUTES,
    `pidfile ${join(folder, 'slapd.pid')}`,
    `argsfile ${join(folder, 'slapd.args')}`,
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    'moduleload memberof',
    'moduleload ppolicy',
    'threads 4',
    'sizelimit size.soft=500 size.hard=500 size.prtotal=unlimited',
    // As Active Directory does: a name with an empty password is let in as nobody.
    'allow bind_anon_dn',
    `TLSCACertificateFile ${authority.certificateFile}`,
    `TLSCertificateFile ${certificate.certificateFile}`,
    `TLSCertificateKeyFile ${certificate.keyFile}`,
    ...(serverSettings === undefined ? [] : [serverSettings]),
    'database mdb',
    'maxsize 1073741824',
    `directory ${join(folder, 'data')}`,
    `suffix "${BASE_DN}"`,
    `rootdn "${ADMIN_DN}"`,
    `rootpw ${ADMIN_PASSWORD}`,
    'dbnosync',
    'index objectClass,uid,mail,entryUUID,member,memberOf eq',
    'overlay memberof',
    ...(databaseSettings === undefined ? [] : [databaseSettings]),
    'access to attrs=userPassword by anonymous auth by * none',
    `access to * by dn.exact="${READER_DN}" read by * none`,
    '',
  ].join('\n');
}

const FRAME: readonly LdapEntry[] = [
  { dn: BASE_DN, attributes: { objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' } },
  { dn: PEOPLE_DN, attributes: { objectClass: 'organizationalUnit', ou: 'people' } },
  { dn: GROUPS_DN, attributes: { objectClass: 'organizationalUnit', ou: 'groups' } },
  {
    dn: READER_DN,
    attributes: {
      objectClass: ['applicationProcess', 'simpleSecurityObject'],
      cn: 'reader',
      userPassword: READER_PASSWORD,
    },
  },
];

/** Base64 throughout: any text is a value then. */
export function toLdif(entries: Iterable<LdapEntry>): string {
  const blocks: string[] = [];
  for (const list of [FRAME, entries]) for (const entry of list) blocks.push(toBlock(entry));
  return blocks.join('\n');
}

function toBlock({ dn, attributes }: LdapEntry): string {
  const lines = Object.entries(attributes).flatMap(([name, values]) =>
    (typeof values === 'string' ? [values] : values).map((value) => `${name}:: ${base64(value)}\n`),
  );
  return `dn:: ${base64(dn)}\n${lines.join('')}`;
}

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
