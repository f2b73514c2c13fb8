import { compareRefusals, WARM_UP, type Refused } from './support/compare-refusals.js';
import { domainNamed, usersWithPasswords } from './support/domains.js';
import type { BenchOptions } from './support/options.js';
import { withSql, type Sql } from './support/sql.js';
import { PASSWORD, PATIENT, signIn, withWardkeep, type Headers, type Wardkeep } from './support/wardkeep.js';

const SAMPLES = 200;
const WRONG = 'Bench-wrong-horse-42!';
/** Wrong passwords of one user before it would lock, with room. */
const FAILURES_OF_ONE = 50;

/** Every sign-in that is refused is refused alike: whether the time it takes tells the reason. */
export function run({ samples }: BenchOptions): Promise<void> {
  return withWardkeep(
    async (wardkeep) => {
      const kinds = await prepare(wardkeep, samples ?? SAMPLES);
      await compareRefusals(wardkeep, kinds, samples ?? SAMPLES);
    },
    { configuration: PATIENT },
  );
}

async function prepare({ api, admin, databaseUrl }: Wardkeep, samples: number): Promise<readonly Refused[]> {
  const domain = `bench-timing-${Date.now().toString(36)}`;
  await domainNamed(api, admin, domain);
  const headers = await signIn(api, domain, 'admin');
  const each = Math.ceil((samples + WARM_UP) / FAILURES_OF_ONE);
  const spread = spreader(api, headers, domain, each);
  const kinds: Refused[] = [
    await spread('wrong password', 'wrong', WRONG),
    await spread('disabled, right password', 'disabled'),
    await spread('locked, right password', 'locked'),
    await spread('of another login method', 'elsewhere'),
    { name: 'unknown user', attempt: (round) => ({ domain, username: `nobody-${round % each}`, password: PASSWORD }) },
    {
      name: 'unknown Domain',
      attempt: (round) => ({ domain: `no-${domain}`, username: `wrong-${round % each}`, password: PASSWORD }),
    },
  ];
  await withSql(databaseUrl, shut);
  return kinds;
}

/** Users of one kind, who take turns. */
function spreader(api: string, headers: Headers, domain: string, each: number) {
  return async (name: string, prefix: string, password = PASSWORD): Promise<Refused> => {
    const names = await usersWithPasswords(api, headers, each, prefix);
    return { name, attempt: (round) => ({ domain, username: names[round % each] ?? '', password }) };
  };
}

async function shut(sql: Sql): Promise<void> {
  await sql(`UPDATE app_user SET enabled = false WHERE username LIKE 'disabled-%'`);
  await sql(`UPDATE app_user SET locked_until = now() + interval '1 day' WHERE username LIKE 'locked-%'`);
  await sql(`UPDATE app_user SET login_method = 'ldap' WHERE username LIKE 'elsewhere-%'`);
}
