import { LDAP_PRESETS } from 'wardkeep/contracts';
import { fromTests } from './support/api-testing.js';
import { compareRefusals, WARM_UP, type Refused } from './support/compare-refusals.js';
import { domainNamed, usersWithPasswords } from './support/domains.js';
import { must } from './support/http-client.js';
import type { BenchOptions } from './support/options.js';
import { PATIENT, signIn, withWardkeep, type Headers, type Wardkeep } from './support/wardkeep.js';

const SAMPLES = 200;
const WRONG = 'Bench-wrong-horse-42!';
/** Wrong passwords of one name before it would lock, with room. */
const FAILURES_OF_ONE = 50;

type Slapd = { readonly url: string; readonly close: () => Promise<void> };
type Entries = {
  readonly PEOPLE_DN: string;
  readonly READER_DN: string;
  readonly READER_PASSWORD: string;
  readonly person: (uid: string) => unknown;
};

/** The same where a directory is asked too: whether the time tells who is in it, who is a user, and who is neither. */
export async function run({ samples }: BenchOptions): Promise<void> {
  const rounds = samples ?? SAMPLES;
  const each = Math.ceil((rounds + WARM_UP) / FAILURES_OF_ONE);
  const entries = await fromTests<Entries>('slapd-entries.ts');
  const { Slapd } = await fromTests<{ Slapd: { start: (options: object) => Promise<Slapd> } }>('slapd.ts');
  const uids = ['person', 'guest'].flatMap((kind) => numbered(kind, each));
  const slapd = await Slapd.start({ entries: uids.map((uid) => entries.person(uid)) });
  try {
    await withWardkeep(
      async (wardkeep) => {
        const domain = `bench-directory-timing-${Date.now().toString(36)}`;
        await domainNamed(wardkeep.api, wardkeep.admin, domain);
        const headers = await signIn(wardkeep.api, domain, 'admin');
        const local = await usersWithPasswords(wardkeep.api, headers, each, 'local');
        await addDirectory(wardkeep, headers, slapd.url, entries);
        for (const username of numbered('person', each)) await enter(wardkeep, domain, username);
        await compareRefusals(wardkeep, kindsOf(domain, local, each), rounds);
      },
      { configuration: PATIENT },
    );
  } finally {
    await slapd.close();
  }
}

function kindsOf(domain: string, local: readonly string[], each: number): readonly Refused[] {
  const kind = (name: string, names: readonly string[]): Refused => ({
    name,
    attempt: (round) => ({ domain, username: names[round % names.length] ?? '', password: WRONG }),
  });
  return [
    kind('in the directory, and a user', numbered('person', each)),
    kind('in the directory, no user yet', numbered('guest', each)),
    kind('in neither', numbered('nobody', each)),
    kind('a user of Wardkeep alone', local),
  ];
}

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

async function addDirectory(
  { api }: Wardkeep,
  headers: Headers,
  url: string,
  { PEOPLE_DN: baseDn, READER_DN: bindDn, READER_PASSWORD: bindPassword }: Entries,
): Promise<void> {
  const config = { ...LDAP_PRESETS.openldap, bindDn, bindPassword, url, baseDn, schedule: null };
  await must(`${api}/providers`, {
    method: 'POST',
    headers,
    body: { kind: 'ldap', name: 'Office', enabled: true, config },
  });
}

/** The first sign-in makes the user. */
async function enter({ api }: Wardkeep, domain: string, username: string): Promise<void> {
  const body = { domain, username, password: `password-of-${username}`, delivery: 'bearer' };
  await must(`${api}/auth/sign-in`, { method: 'POST', body });
}
