import { setTimeout as sleep } from 'node:timers/promises';
import { domainNamed } from './support/domains.js';
import { judge, ms, percentile, printTable } from './support/figures.js';
import { must, send } from './support/http-client.js';
import type { BenchOptions } from './support/options.js';
import { PASSWORD, signIn, withWardkeep, type Headers, type Wardkeep } from './support/wardkeep.js';

const ROUNDS = 200;
const MOST_MS = 200;
const GIVE_UP_MS = 5_000;

type Ground = {
  readonly here: string;
  readonly there: string;
  readonly admin: Headers;
  readonly holder: Headers;
  readonly roleId: string;
};
type Role = { readonly id: string; readonly version: number };

/** A role loses a permission on one instance: how long its holder still has it on another. */
export function run({ rounds }: BenchOptions): Promise<void> {
  return withWardkeep(async (wardkeep) => {
    const ground = await prepared(wardkeep);
    const waits: number[] = [];
    for (let round = 0; round < (rounds ?? ROUNDS); round += 1) waits.push(await revoke(ground));
    report(waits);
  });
}

async function prepared({ api, admin: system, another }: Wardkeep): Promise<Ground> {
  const domain = `bench-revocation-${Date.now().toString(36)}`;
  await domainNamed(api, system, domain);
  const admin = await signIn(api, domain, 'admin');
  const body = { name: 'Reader', permissions: [] };
  const { id: roleId } = await must<Role>(`${api}/roles`, { method: 'POST', headers: admin, body });
  const user = { username: 'holder', firstName: 'Hol', lastName: 'Der', roleId, password: PASSWORD };
  await must(`${api}/users`, { method: 'POST', headers: admin, body: user });
  const { api: there } = await another();
  return { here: api, there, admin, holder: await signIn(there, domain, 'holder'), roleId };
}

/** Milliseconds from the answer to the change until the first refusal on the other instance. */
async function revoke(ground: Ground): Promise<number> {
  await give(ground, [{ permission: 'users:read', scope: 'domain' }]);
  await until(ground, 200);
  await give(ground, []);
  return until(ground, 403);
}

async function give({ here, admin, roleId }: Ground, permissions: readonly object[]): Promise<void> {
  const url = `${here}/roles/${roleId}`;
  const { version } = await must<Role>(url, { headers: admin });
  await must(url, { method: 'PATCH', headers: { ...admin, 'if-match': `"${version}"` }, body: { permissions } });
}

async function until({ there, holder }: Ground, status: number): Promise<number> {
  const start = performance.now();
  for (;;) {
    const answer = await send(`${there}/users?limit=1`, { headers: holder });
    const waited = performance.now() - start;
    if (answer.status === status) return waited;
    if (waited > GIVE_UP_MS)
      throw new Error(`Still ${answer.status} instead of ${status}: ${answer.body.slice(0, 200)}`);
    await sleep(1);
  }
}

function report(waits: readonly number[]): void {
  const inTime = waits.filter((wait) => wait <= MOST_MS).length;
  printTable(
    [
      'role loses a permission',
      'rounds',
      `refused elsewhere within ${MOST_MS} ms`,
      'median ms',
      'p95 ms',
      'slowest ms',
    ],
    [
      [
        'two instances',
        String(waits.length),
        `${inTime} ${judge(inTime === waits.length)}`,
        ms(percentile(waits, 0.5)),
        ms(percentile(waits, 0.95)),
        ms(Math.max(...waits)),
      ],
    ],
  );
}
