import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { Page, User } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { GivenDomain } from '../../testing/given.js';

type Query = string | { readonly text: string };
type Held = { query: (query: Query) => unknown };

/** What the server does by itself meanwhile. */
const OWN_WORK = /^(BEGIN|COMMIT|ROLLBACK)|\b(job|outbox_message|reset_request|UPDATE session|provider)\b/;

let api: TestApi;
let domain: GivenDomain;
let asked: string[];
beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  for (let index = 0; index < 8; index += 1) await api.given.user(domain, { lastName: 'Listed' });
  asked = recorded(api.database.dataSource);
});
afterAll(() => api.close());

/** The texts of every statement from now on. */
function recorded(source: DataSource): string[] {
  const texts: string[] = [];
  const create = source.createQueryRunner.bind(source);
  source.createQueryRunner = (mode) => {
    const runner = create(mode);
    const connect = runner.connect.bind(runner);
    runner.connect = async () => listening((await connect()) as Held, texts);
    return runner;
  };
  return texts;
}

function listening(held: Held, texts: string[]): Held {
  return new Proxy(held, {
    get: (target, name) => {
      if (name !== 'query') return Reflect.get(target, name) as unknown;
      return (query: Query) => {
        texts.push(typeof query === 'string' ? query : query.text);
        return target.query(query);
      };
    },
  });
}

describe.each(['domain-administrator', 'read-only'] as const)('a list of users, for %s', (role) => {
  it.each([
    '',
    '?sort=-createdAt',
    '?q=li',
    '?q=listed',
    '?status=active&sort=lastName',
    '?neverSignedIn=true',
    '?totpStatus=not_enrolled&enabled=true',
    '?passwordOlderThanDays=90',
    '?lastLoginBefore=2026-01-01',
  ])('%s is one statement, the first page and the next', async (query) => {
    const client = api.as(await api.given.signedIn(domain, role));
    await client.get('/me');
    const limited = `${query === '' ? '?' : `${query}&`}limit=2`;
    let cursor: string | null = null;
    for (let page = 0; page < 2; page += 1) {
      asked.length = 0;
      const path: string = `/users${limited}${cursor === null ? '' : `&cursor=${cursor}`}`;
      const { status, body } = await client.get<Page<User>>(path);
      const statements = asked.filter((text) => !OWN_WORK.test(text));
      expect({ status, statements: statements.length, first: statements[0] }).toEqual({
        status: 200,
        statements: 1,
        first: expect.stringContaining('user_listing'),
      });
      cursor = body.nextCursor;
      if (cursor === null) return;
    }
  });
});
