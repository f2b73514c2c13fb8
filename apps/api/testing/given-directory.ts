import { LDAP_DEFAULTS, LDAP_PRESETS, type LdapConfig } from 'wardkeep/contracts';
import { inDomain } from '../src/platform/actor.js';
import { AccessBus } from '../src/platform/database/access-bus.js';
import { Boxes } from '../src/platform/database/boxes.js';
import { UnitOfWork } from '../src/platform/database/unit-of-work.js';
import { newId } from '../src/platform/ids.js';
import { secretPlace } from '../src/providers/provider-record.js';
import { ProvidersRepository } from '../src/providers/providers.repository.js';
import type { TestApi } from './api.js';
import { aName, type GivenDomain } from './given.js';
import { BASE_DN, READER_DN, READER_PASSWORD } from './slapd-entries.js';

export type GivenDirectory = { readonly id: string; readonly name: string; readonly domain: GivenDomain };

type Wishes = Partial<LdapConfig> & { readonly name?: string; readonly enabled?: boolean };

/** By uid or mail, as people type either. */
const BY_EITHER = '(&(objectClass=inetOrgPerson)(|(uid={username})(mail={username})))';

/** A provider of the Domain that reads the directory at `url`; enabled unless told otherwise. */
export async function givenDirectory(
  api: TestApi,
  domain: GivenDomain,
  url: string,
  { name = aName('directory'), enabled = true, ...wishes }: Wishes = {},
): Promise<GivenDirectory> {
  const config: LdapConfig = {
    ...LDAP_DEFAULTS,
    ...LDAP_PRESETS.openldap,
    url,
    baseDn: BASE_DN,
    userFilter: BY_EITHER,
    bindDn: READER_DN,
    schedule: null,
    timeZone: 'Etc/UTC',
    ...wishes,
  };
  const id = newId();
  await api.get(UnitOfWork).write(inDomain(domain), async (tx) => {
    const box = await api.get(Boxes).of(tx, domain.id);
    const secret = box.seal(secretPlace({ id, domainId: domain.id }), READER_PASSWORD);
    const row = { id, domainId: domain.id, kind: 'ldap', name, enabled, config, secret, nextSyncAt: null } as const;
    await api.get(ProvidersRepository).insert(tx, row);
    await announce(api, tx, domain);
    return { result: undefined, unchanged: true };
  });
  return { id, name, domain };
}

/** As an administrator does it. */
export async function disableDirectory(api: TestApi, { id, domain }: GivenDirectory): Promise<void> {
  await api.get(UnitOfWork).write(inDomain(domain), async (tx) => {
    await tx.sql('UPDATE provider SET enabled = false, version = version + 1 WHERE id = $1', [id]);
    await announce(api, tx, domain);
    return { result: undefined, unchanged: true };
  });
}

type Tx = Parameters<AccessBus['announce']>[0];

async function announce(api: TestApi, tx: Tx, { id }: GivenDomain): Promise<void> {
  await api.get(AccessBus).announce(tx, { kind: 'provider', id });
}
