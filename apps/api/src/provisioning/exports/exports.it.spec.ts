import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  EXPORT_COLUMNS,
  SENSITIVE_EXPORT_COLUMNS,
  type AuditEvent,
  type Import,
  type Page,
  type ProblemBody,
} from 'wardkeep/contracts';
import { neutralizedCell, restoredCell } from 'wardkeep/rules';
import { parse } from 'csv-parse/sync';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';
import type { GivenDomain } from '../../../testing/given.js';
import { newId } from '../../platform/ids.js';

type Row = Readonly<Record<string, string>>;

let api: TestApi;
let domain: GivenDomain;
let boss: Client;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator', { username: 'boss' }));
});
afterAll(() => api.close());

const exported = (query = '', client = boss) => client.get<ProblemBody>(`/users/export${query}`);
const rowsOf = (text: string) => parse<Row>(text, { columns: true });
const started = async () =>
  (await boss.get<Page<AuditEvent>>('/audit-events?type=export.started&sort=at')).body.items.map(
    ({ detail }) => detail,
  );

const UNLIKE = ['createdAt', 'updatedAt', 'lastLoginAt', 'lastAddress', 'status', 'mustChangePassword'];
const PASSWORD = ['passwordChangedAt', 'passwordExpiresAt'];
const kept = (row: Row) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !UNLIKE.includes(name) && !PASSWORD.includes(name)));

async function imported(client: Client, text: string): Promise<Import> {
  const form = new FormData();
  form.append('withoutPassword', 'temporary');
  form.append('file', new Blob([text], { type: 'text/csv' }), 'users.csv');
  const options = { method: 'POST', headers: client.sent, body: form };
  const response = await fetch(`${api.url}/api/v1/users/imports`, options);
  const { id } = (await response.json()) as Import;
  return until(client, id, 'ready');
}

async function until(client: Client, id: string, state: Import['state']): Promise<Import> {
  for (;;) {
    const { body } = await client.get<Import>(`/users/imports/${id}`);
    if (body.state === state) return body;
    if (body.state === 'failed') throw new Error(body.error ?? 'The import failed');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('an export of users', () => {
  it('is a file of everybody in the order in which they were made, by default as CSV', async () => {
    await api.given.user(domain, { username: 'Zoe' });
    await api.given.user(domain, { username: 'ann', role: 'operator', enabled: false });
    const { status, headers, text } = await exported();
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="users-domain-\w+-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(text.split('\n')[0]).toBe(EXPORT_COLUMNS.join(','));
    const rows = rowsOf(text);
    expect(rows.map(({ username }) => username)).toEqual(['boss', 'Zoe', 'ann']);
    expect(rows[2]).toMatchObject({ role: 'Operator', enabled: 'false', twoFactorRequired: 'false', language: '' });
    expect(rows[0]?.['createdAt']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?$/);
    expect(await started()).toEqual(['3 users as csv, without sensitive fields: all']);
  });

  it('is as long as it has to be, and the same in JSON', async () => {
    await api.database.sql(
      `INSERT INTO app_user (id, domain_id, username, first_name, last_name, role_id)
       SELECT gen_random_uuid(), $1, 'crowd-' || lpad(n::text, 5, '0'), 'Many', 'People', $2
         FROM generate_series(1, 1203) AS n`,
      [domain.id, domain.roles['read-only']],
    );
    const names = rowsOf((await exported()).text).map(({ username }) => username);
    expect(names).toHaveLength(1204);
    expect(new Set(names).size).toBe(1204);
    const { text, headers } = await exported('?format=json');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    const json = JSON.parse(text) as readonly Record<string, unknown>[];
    expect(json.map(({ username }) => username)).toEqual(names);
    expect(Object.keys(json[0] ?? {})).toEqual(['id', ...EXPORT_COLUMNS]);
    expect(json[1]).toMatchObject({ enabled: true, language: null, role: 'Read-only' });
    expect(json[1]?.['createdAt']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    await api.database.sql(
      `UPDATE app_user SET created_at = '2026-01-02T03:04:05Z' WHERE username = 'boss' AND domain_id = $1`,
      [domain.id],
    );
    const [first] = JSON.parse((await exported('?format=json&q=boss')).text) as readonly Record<string, unknown>[];
    expect(first?.['createdAt']).toBe('2026-01-02T03:04:05.000Z');
  });

  it('of nobody is a file all the same', async () => {
    expect(rowsOf((await exported('?q=nobody-at-all')).text)).toEqual([]);
    expect(JSON.parse((await exported('?format=json&q=nobody-at-all')).text)).toEqual([]);
  });

  it('CSV-01 holds no cell that a spreadsheet would run, and is read back as it was', async () => {
    const names = ['@sum', '-x', '--1', "'-y", "''-z", 'plain', 'Ünal', "O'Hara"];
    const nasty = [
      '=1+1',
      '+1',
      '\t=2',
      '\r=3',
      ' =4',
      "'=5",
      '\uFF1D6',
      '\u00A0@7',
      'a "quoted", cell\nof two lines',
      '',
    ];
    for (const [index, lastName] of [...names, ...nasty].entries()) {
      const user = await api.given.user(domain, { username: `user-${index}`, lastName: 'x' });
      await api.database.sql('UPDATE app_user SET last_name = $2 WHERE id = $1', [user.id, lastName]);
    }
    const { text } = await exported('?q=user-');
    const found = new Map(rowsOf(text).map(({ username, lastName }) => [username, lastName ?? '']));
    for (const [index, lastName] of [...names, ...nasty].entries()) {
      const cell = found.get(`user-${index}`) ?? '?';
      expect({ lastName, cell }).toEqual({ lastName, cell: neutralizedCell(lastName) });
      expect(restoredCell(cell)).toBe(lastName);
      expect(cell).not.toMatch(/^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/);
    }
    const json = JSON.parse((await exported('?q=user-&format=json')).text) as readonly Record<string, string>[];
    expect(json.map(({ lastName }) => lastName).sort()).toEqual([...names, ...nasty].sort());
  });

  it('is of the chosen alone: by ids, by filters, by both', async () => {
    const one = await api.given.user(domain, { username: 'one', role: 'operator' });
    const two = await api.given.user(domain, { username: 'two', enabled: false });
    const named = async (query: string) => rowsOf((await exported(query)).text).map(({ username }) => username);
    expect(await named(`?ids=${one.id},${two.id}`)).toEqual(['one', 'two']);
    expect(await named(`?ids=${one.id},${two.id}&status=disabled`)).toEqual(['two']);
    expect(await named(`?roleId=${domain.roles.operator}`)).toEqual(['one']);
    expect(await named(`?lastLoginBefore=2001-01-01&neverSignedIn=true&enabled=false`)).toEqual(['two']);
    expect(await started()).toContain(`2 users as csv, without sensitive fields: 2 ids, all`);
  });

  it("TEN-05 holds nobody of another Domain, whoever's ids and names are asked for", async () => {
    const there = await api.given.domain();
    const theirs = await api.given.user(there, { username: 'stranger' });
    for (const query of [
      `?ids=${theirs.id}`,
      '?q=stranger',
      `?roleId=${there.roles['read-only']}`,
      `?q='%20OR%201=1--`,
    ]) {
      expect(rowsOf((await exported(query)).text)).toEqual([]);
    }
    const system = api.as(await api.given.session(api.given.sysAdmin));
    expect(rowsOf((await exported(`?domain=${there.name}`, system)).text)).toMatchObject([{ username: 'stranger' }]);
    expect((await exported(`?domain=${there.name}`)).status).toBe(404);
  });

  it('CSV-05 tells what is sensitive to whom may know it alone, who says why, and never a secret', async () => {
    const user = await api.given.user(domain, { username: 'kim', email: 'kim@example.org', withPassword: true });
    await api.given.session(user);
    const plain = (await exported()).text;
    expect(plain).not.toMatch(/kim@example\.org|192\.0\.2\.7/);
    const roleId = await api.given.role(domain, [{ permission: 'users:export', scope: 'domain' }]);
    const person = await api.given.user(domain, { roleId });
    const clerk = api.as(await api.given.session(person));
    expect((await exported('', clerk)).status).toBe(200);
    expect(await exported('?includeSensitive=true', clerk)).toMatchObject({
      status: 403,
      body: { code: 'permission-missing' },
    });
    const refusals = await boss.get<Page<AuditEvent>>(`/audit-events?type=access.refused&actor=${person.id}`);
    expect(refusals.body.items).toMatchObject([{ outcome: 'refused', detail: 'permission-missing' }]);
    const asked = { body: { reasons: { exportSensitive: true } } };
    expect((await boss.call('PATCH', `/domains/${domain.id}/settings`, asked)).status).toBe(200);
    expect(await exported('?includeSensitive=true')).toMatchObject({ status: 422, body: { code: 'reason-required' } });
    const { text, status } = await exported('?includeSensitive=true&q=kim&reason=Yearly%20review');
    expect(status).toBe(200);
    const [row] = rowsOf(text);
    expect(Object.keys(row ?? {}).sort()).toEqual([...EXPORT_COLUMNS, ...SENSITIVE_EXPORT_COLUMNS].sort());
    expect(row).toMatchObject({
      email: 'kim@example.org',
      status: 'active',
      totpStatus: 'not_enrolled',
      lastAddress: '192.0.2.7',
      lockedUntil: '',
    });
    expect(`${text}${(await exported('?includeSensitive=true&format=json&reason=x')).text}`).not.toMatch(
      /\$argon2|v1\.|password_hash|passwordHash|token|secret|failed/i,
    );
    const { body } = await boss.get<Page<AuditEvent>>('/audit-events?type=export.started&q=sensitive');
    expect(body.items.map(({ reason }) => reason)).toContain('Yearly review');
  });

  it('is read back by an import: here it changes nothing, elsewhere it makes the same users', async () => {
    await api.given.user(domain, { username: '@kim', lastName: '-Minus', email: 'kim@example.org', enabled: false });
    await api.given.user(domain, { username: 'lee', lastName: "O'Hara", role: 'operator' });
    const { text } = await exported('?includeSensitive=true');
    const same = await imported(boss, text);
    expect(same.counts).toMatchObject({ new: 0, changed: 0, error: 0, same: 3 });

    const there = await api.given.domain();
    const other = api.as(await api.given.signedIn(there, 'domain-administrator', { username: 'boss' }));
    const { id, counts } = await imported(other, text);
    expect(counts).toMatchObject({ new: 2, error: 0 });
    await other.post(`/users/imports/${id}/confirm`);
    await until(other, id, 'succeeded');
    const again = rowsOf((await exported('?includeSensitive=true', other)).text);
    expect(again.map(kept)).toEqual(rowsOf(text).map(kept));
  });

  it('is refused for whom may not export, and for what is malformed', async () => {
    const reader = api.as(await api.given.signedIn(domain, 'read-only'));
    expect((await exported('', reader)).status).toBe(403);
    for (const query of [
      '?format=xml',
      '?includeSensitive=yes',
      '?ids=x',
      `?ids=${newId()},`,
      '?limit=3',
      '?status=odd',
    ]) {
      expect({ query, status: (await exported(query)).status }).toEqual({ query, status: 400 });
    }
  });

  it('gives its place back to the next, whoever goes away in the middle', async () => {
    await api.database.sql(
      `INSERT INTO app_user (id, domain_id, username, first_name, last_name, role_id)
       SELECT gen_random_uuid(), $1, 'crowd-' || n, 'Many', repeat('People ', 30), $2 FROM generate_series(1, 2000) AS n`,
      [domain.id, domain.roles['read-only']],
    );
    for (let round = 0; round < 4; round += 1) {
      const going = new AbortController();
      const response = await fetch(`${api.url}/api/v1/users/export`, { headers: boss.sent, signal: going.signal });
      expect([200, 503]).toContain(response.status);
      going.abort();
    }
    let status = 503;
    while (status === 503) ({ status } = await exported('?q=boss'));
    expect(status).toBe(200);
  });
});
