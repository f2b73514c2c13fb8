import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, User } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { GivenDomain } from '../../../testing/given.js';

type Client = ReturnType<TestApi['as']>;

let api: TestApi;
let domain: GivenDomain;
let client: Client;
let everybody: readonly User[];
beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  // Beside as many of another Domain, whom no list may meet.
  for (const { id, roles } of [await api.given.domain(), domain]) await crowd(id, roles['read-only']);
  client = api.as(await api.given.signedIn(domain, 'read-only'));
  everybody = await read('?sort=username');
});
afterAll(() => api.close());

/** More of some kinds than are few hits of a search, which is another statement. */
async function crowd(domainId: string, roleId: string | undefined): Promise<void> {
  await api.database.sql(
    `INSERT INTO app_user (id, domain_id, username, first_name, last_name, email, enabled, role_id, created_at, last_login_at)
     SELECT gen_random_uuid(), $1, CASE n % 7 WHEN 0 THEN 'Alma' ELSE 'Zora' END || n,
            CASE n % 3 WHEN 0 THEN 'Zora' ELSE 'Iris' END, CASE n % 10 WHEN 0 THEN 'Zorn' ELSE 'Alder' || n % 5 END,
            CASE WHEN n % 4 > 0 THEN 'person' || n || '@example.org' END, n % 9 > 0, $2,
            now() - (n * 7919 % 1000) * interval '1 hour' - n * interval '1 millisecond',
            CASE WHEN n % 5 = 0 THEN '-infinity' ELSE now() - n % 50 * interval '100 milliseconds' END
       FROM generate_series(1, 1700) AS n`,
    [domainId, roleId],
  );
}

async function read(query: string, by = client): Promise<User[]> {
  const found: User[] = [];
  const totals = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { status, body } = await by.get<Page<User>>(`/users${query}&limit=200${from}`);
    if (status !== 200) throw new Error(`${query} was answered ${status}`);
    found.push(...body.items);
    totals.add(JSON.stringify(body.total));
    cursor = body.nextCursor;
  }
  expect([...totals]).toEqual([JSON.stringify({ value: found.length, relation: 'exact' })]);
  return found;
}

const KEYS: Readonly<Record<string, (user: User) => string>> = {
  username: ({ username }) => username.toLowerCase(),
  firstName: ({ firstName }) => firstName.toLowerCase(),
  lastName: ({ lastName }) => lastName.toLowerCase(),
  email: ({ email }) => email?.toLowerCase() ?? '',
  createdAt: ({ createdAt }) => createdAt,
  lastLoginAt: ({ lastLoginAt }) => lastLoginAt ?? '',
};

function sorted(users: readonly User[], sort: string): User[] {
  const keyOf = KEYS[sort.replace('-', '')] ?? (() => '');
  const sign = sort.startsWith('-') ? -1 : 1;
  const placeOf = (user: User) => `${keyOf(user)}\0${user.id}`;
  return [...users].sort((a, b) => sign * (placeOf(a) < placeOf(b) ? -1 : 1));
}

function isFound({ username, firstName, lastName, email }: User, text: string): boolean {
  const names = [username, lastName, email ?? ''].map((name) => name.toLowerCase());
  if (text.length < 3) return names.some((name) => name.startsWith(text));
  return [username, `${firstName} ${lastName}`, email ?? ''].some((name) => name.toLowerCase().includes(text));
}

describe('the pages of a list', () => {
  it.each(Object.keys(KEYS).flatMap((key) => [key, `-${key}`]))(
    'by %s hold everybody once, in that order',
    async (sort) => {
      const found = await read(`?sort=${sort}`);
      expect(found.map(({ username }) => username)).toEqual(sorted(everybody, sort).map(({ username }) => username));
    },
  );

  describe.each(['z', 'al', 'pe', 'zor', 'alma', 'iris', 'person1', 'example.org', 'nobody'])('with "%s"', (text) => {
    it.each(['username', '-lastName', 'email', 'firstName', '-createdAt'])('by %s', async (sort) => {
      const expected = sorted(everybody, sort).filter((user) => isFound(user, text));
      const found = await read(`?q=${text}&sort=${sort}`);
      expect(found.map(({ username }) => username)).toEqual(expected.map(({ username }) => username));
    });
  });

  it('hold whom a search and other filters find', async () => {
    const expected = sorted(everybody, '-lastLoginAt').filter((user) => isFound(user, 'zor') && !user.enabled);
    const found = await read('?q=zor&enabled=false&sort=-lastLoginAt');
    expect(found.map(({ username }) => username)).toEqual(expected.map(({ username }) => username));
  });

  it.each(['qu', 'quick'])('with "%s" are right though there are many more, or none, a moment later', async (text) => {
    const found = async (sort: string) => (await read(`?q=${text}&sort=${sort}`)).length;
    expect(await found('username')).toBe(0);
    await api.database.sql(
      `INSERT INTO app_user (id, domain_id, username, first_name, last_name, role_id)
       SELECT gen_random_uuid(), $1, 'quick' || n, 'Zora', 'Zorn', $2 FROM generate_series(1, 1200) AS n`,
      [domain.id, domain.roles['read-only']],
    );
    expect([await found('username'), await found('-createdAt'), await found('lastName')]).toEqual([1200, 1200, 1200]);
    await api.database.sql(`DELETE FROM app_user WHERE domain_id = $1 AND username LIKE 'quick%'`, [domain.id]);
    expect([await found('-createdAt'), await found('username')]).toEqual([0, 0]);
  });

  it('hold whom a search finds beyond all that is walked past', async () => {
    const large = await api.given.domain();
    await api.database.sql(
      `INSERT INTO app_user (id, domain_id, username, first_name, last_name, role_id, created_at)
       SELECT gen_random_uuid(), $1, CASE WHEN n > 30500 THEN 'zulu' ELSE 'alpha' END || n, 'Iris', 'Alder', $2,
              timestamptz '2026-01-01' + n * interval '1 second'
         FROM generate_series(1, 31700) AS n`,
      [large.id, large.roles['read-only']],
    );
    const reader = api.as(await api.given.signedIn(large, 'read-only'));
    const expected = Array.from({ length: 1_200 }, (_, index) => `zulu${30_501 + index}`);
    for (const query of [
      '?q=zulu&sort=createdAt',
      '?q=zu&sort=createdAt',
      '?q=zulu&sort=username',
      '?q=zulu&sort=createdAt',
    ]) {
      const found = await read(query, reader);
      expect({ query, names: found.map(({ username }) => username) }).toEqual({ query, names: expected });
    }
  });

  it('tell every instant as the user by itself does', async () => {
    for (const listed of everybody.slice(0, 5)) {
      const { body } = await client.get<User>(`/users/${listed.id}`);
      expect(body).toMatchObject(listed);
    }
  });
});
