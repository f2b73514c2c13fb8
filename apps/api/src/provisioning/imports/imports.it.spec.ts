import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEvent, Import, ImportRow, Page, ProblemBody, SignInResult, User } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';
import { aName, type GivenDomain } from '../../../testing/given.js';
import { importIn, upload } from '../../../testing/imports.js';
import { ended } from '../../../testing/jobs.js';
import { newId } from '../../platform/ids.js';
import { JobRunner } from '../../platform/jobs/job-runner.js';
import { UpkeepService } from '../../platform/upkeep/upkeep.service.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

type Office = { readonly domain: GivenDomain; readonly boss: Client };

async function office(): Promise<Office> {
  const domain = await api.given.domain();
  return { domain, boss: api.as(await api.given.signedIn(domain, 'domain-administrator')) };
}

const csv = (...lines: string[]) => lines.join('\n');
const HEAD = 'username,firstName,lastName,email,role';

async function validated(client: Client, content: string | Buffer, options: Record<string, string> = {}) {
  const sent = await upload(api.url, client, content, options);
  expect({ status: sent.status, body: sent.body }).toMatchObject({ status: 202, body: { state: 'validating' } });
  return importIn(client, sent.body.id, 'ready', 'failed');
}

async function applied(client: Client, content: string, options: Record<string, string> = {}): Promise<Import> {
  const { id } = await validated(client, content, options);
  const confirmed = await client.post<Import>(`/users/imports/${id}/confirm`);
  expect(confirmed.status).toBe(202);
  return importIn(client, id, 'succeeded', 'failed');
}

const rowsOf = async (client: Client, id: string, query = '') =>
  (await client.get<Page<ImportRow>>(`/users/imports/${id}/rows?${query}`)).body.items;
const userCalled = async (client: Client, name: string) =>
  (await client.get<Page<User>>(`/users?q=${encodeURIComponent(name)}`)).body.items[0];
const eventsOf = async (client: Client, query: string) =>
  (await client.get<Page<AuditEvent>>(`/audit-events?${query}`)).body.items;

describe('an import', () => {
  it('is validated, confirmed and applied; the same file again changes nothing', async () => {
    const { boss } = await office();
    const file = csv(
      'username,firstName,lastName,email,role,enabled,twoFactorRequired,language,timeZone,emailNotifications',
      'anna,Anna,Muster,anna@example.org,Read-only,true,yes,de,Europe/Zurich,false',
      'bert,Bert,Beispiel,,Operator,nein,,,,',
    );
    const ready = await validated(boss, file, { withoutPassword: 'temporary' });
    expect(ready).toMatchObject({ state: 'ready', counts: { new: 2, changed: 0, same: 0, error: 0 }, delimiter: ',' });
    expect(ready.actions).toEqual(['confirm', 'cancel']);
    expect((await boss.get<Page<User>>('/users')).body.total.value).toBe(1);

    const confirmed = await boss.post<Import>(`/users/imports/${ready.id}/confirm`);
    expect(confirmed).toMatchObject({ status: 202, body: { state: 'applying' } });
    const done = await importIn(boss, ready.id, 'succeeded', 'failed');
    expect(done).toMatchObject({ outcomes: { created: 2, updated: 0, refused: 0 }, progress: { done: 2, total: 2 } });
    expect(await userCalled(boss, 'anna')).toMatchObject({
      email: 'anna@example.org',
      role: { name: 'Read-only' },
      twoFactorRequired: true,
      language: 'de',
      timeZone: 'Europe/Zurich',
      emailNotifications: false,
      mustChangePassword: true,
      version: 1,
    });
    expect(await userCalled(boss, 'bert')).toMatchObject({ enabled: false, role: { name: 'Operator' }, email: null });
    const made = await eventsOf(boss, `requestId=${done.id}&type=user.created`);
    expect(made.map(({ subject }) => subject?.name).sort()).toEqual(['anna', 'bert']);

    const again = await applied(boss, file);
    expect(again).toMatchObject({ counts: { new: 0, changed: 0, same: 2, error: 0 }, outcomes: { created: 0 } });
    expect(await userCalled(boss, 'anna')).toMatchObject({ version: 1 });
  });

  it('changes users, notes what it leaves out, and refuses who was changed meanwhile', async () => {
    const { domain, boss } = await office();
    const [ada, bob] = [
      await api.given.user(domain, { username: 'ada' }),
      await api.given.user(domain, { username: 'bob' }),
    ];
    const file = csv(
      `${HEAD},password,enabled`,
      'ADA,Ada,Byron,ada@example.org,operator,Some-Password-9-x,false',
      'bob,Bob,Newman,,,,',
    );
    const { id, counts } = await validated(boss, file);
    expect(counts).toMatchObject({ changed: 2 });
    const [first] = await rowsOf(boss, id);
    expect(first).toMatchObject({ line: 2, verdict: 'changed', userId: ada.id });
    expect(first?.reasons).toMatchObject([{ column: 'password', code: 'password-left-out' }]);
    expect(first?.changes).toContainEqual({ field: 'role', before: 'Read-only', after: 'Operator' });
    expect(first?.changes).toContainEqual({ field: 'enabled', before: true, after: false });

    await boss.patch(`/users/${bob.id}`, 1, { lastName: 'Elsewhere' });
    await boss.post(`/users/imports/${id}/confirm`);
    expect((await importIn(boss, id, 'succeeded')).outcomes).toEqual({ created: 0, updated: 1, refused: 1 });
    expect(await userCalled(boss, 'ada')).toMatchObject({ lastName: 'Byron', enabled: false, version: 2 });
    const refused = await rowsOf(boss, id, 'outcome=refused');
    expect(refused).toMatchObject([{ username: 'bob', refused: 'changed-meanwhile' }]);
  });

  it('gives temporary passwords out once, to who confirmed', async () => {
    const { domain, boss } = await office();
    const done = await applied(boss, csv(HEAD, 'tim,Tim,Temp,,Read-only'), { withoutPassword: 'temporary' });
    expect(done.temporaryPasswords).toBe(1);
    const path = `/users/imports/${done.id}/result.csv`;
    const other = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    expect((await other.get(path)).text).toContain('2,tim,created,,\r\n');
    expect((await boss.call('HEAD', path)).status).toBe(200);

    const first = await boss.get(path);
    expect(first.headers.get('content-disposition')).toContain('attachment');
    const [, password = ''] = /2,tim,created,,"?([^"\r\n]+)/.exec(first.text) ?? [];
    expect(password.length).toBeGreaterThan(20);
    expect((await boss.get(path)).text).toContain('2,tim,created,,\r\n');
    const input = { domain: domain.name, username: 'tim', password, delivery: 'bearer' };
    const answer = await api.anybody.post<SignInResult>('/auth/sign-in', input);
    expect(answer.body).toMatchObject({ status: 'password_change_required' });
    expect(await eventsOf(boss, `type=import.passwords-fetched`)).toHaveLength(1);
  });

  it('CSV-07 takes passwords and hashes over, and leaves none of them anywhere', async () => {
    const { domain, boss } = await office();
    const canary = 'Canary-Of-The-File-73!';
    const hash = '$2b$04$wV4jOBtUgMc9mLnLpeHkGeEnjyPMWRdySMJqYzPvdbbyFpdQbr4V2';
    const file = csv(
      `${HEAD},password,passwordHash`,
      `pia,Pia,Own,,Read-only,${canary},`,
      `hal,Hal,Hashed,,Read-only,,${hash}`,
      `max,Max,Weak,,Read-only,secret-canary,`,
      `zoe,Zoe,Bad,,Read-only,,no-hash-canary`,
    );
    const { id, counts } = await validated(boss, file);
    expect(counts).toMatchObject({ new: 2, error: 2 });
    const staged = await api.database.sql('SELECT * FROM user_import_row WHERE import_id = $1', [id]);
    expect(JSON.stringify(staged)).not.toMatch(/canary|\$2b\$/i);
    const errors = await boss.get(`/users/imports/${id}/errors.csv`);
    expect(errors.text).toMatch(/4,max,password,no-upper/);
    expect(errors.text).toMatch(/5,zoe,passwordHash,password-hash/);
    expect(errors.text).not.toMatch(/canary/i);

    await boss.post(`/users/imports/${id}/confirm`);
    await importIn(boss, id, 'succeeded');
    const input = { domain: domain.name, username: 'pia', password: canary, delivery: 'bearer' };
    expect((await api.anybody.post<SignInResult>('/auth/sign-in', input)).body).toMatchObject({ status: 'signed_in' });
    const [hal] = await api.database.sql(
      `SELECT password_hash FROM app_user WHERE domain_id = $1 AND username = 'hal'`,
      [domain.id],
    );
    expect(hal).toMatchObject({ password_hash: expect.stringMatching(/^v1\./) });
    const kept = await api.database.sql(
      'SELECT secret FROM user_import_row WHERE import_id = $1 AND secret IS NOT NULL',
      [id],
    );
    expect(kept).toEqual([]);
    const said = [JSON.stringify(await eventsOf(boss, 'limit=200')), ...api.log].join('\n');
    expect(said).not.toMatch(/canary|\$2b\$/i);
  });

  it('invites who has no password, in one go', async () => {
    const { domain, boss } = await office();
    const file = csv(HEAD, 'ina,Ina,Vited,ina@example.org,Read-only', 'noa,Noa,Address,,Read-only');
    const done = await applied(boss, file, { withoutPassword: 'invitation' });
    expect(done).toMatchObject({ outcomes: { created: 1 }, counts: { error: 1 } });
    expect(await rowsOf(boss, done.id, 'verdict=error')).toMatchObject([{ reasons: [{ code: 'email-needed' }] }]);
    expect(await userCalled(boss, 'ina')).toMatchObject({ status: 'invited' });
    const mails = await api.database.sql('SELECT kind FROM outbox_message WHERE domain_id = $1', [domain.id]);
    expect(mails).toEqual([{ kind: 'invitation' }]);
  });

  it('is undone as far as its users are as it left them', async () => {
    const { domain, boss } = await office();
    const old = await api.given.user(domain, { username: 'old', lastName: 'Before' });
    const done = await applied(
      boss,
      csv(HEAD, 'new1,New,One,,Read-only', 'new2,New,Two,,Read-only', 'old,Ada,After,,'),
      { withoutPassword: 'temporary' },
    );
    expect(done.actions).toEqual(['undo']);
    const touched = await userCalled(boss, 'new2');
    await boss.patch(`/users/${touched?.id ?? ''}`, 1, { phone: '+41441234567' });

    expect((await boss.post(`/users/imports/${done.id}/undo`)).status).toBe(202);
    const undone = await importIn(boss, done.id, 'undone', 'failed');
    expect(undone).toMatchObject({ undone: { deleted: 1, restored: 1, kept: 1 }, actions: [] });
    expect(await userCalled(boss, 'new1')).toBeUndefined();
    expect((await boss.get<User>(`/users/${old.id}`)).body).toMatchObject({ lastName: 'Before', version: 3 });
    const rows = await rowsOf(boss, done.id);
    expect(rows.map(({ undone: what, refused }) => [what, refused])).toEqual([
      ['deleted', null],
      ['kept', 'changed-meanwhile'],
      ['restored', null],
    ]);
    expect((await boss.post<ProblemBody>(`/users/imports/${done.id}/undo`)).body.code).toBe('import-state');
  });

  it('is discarded, and then nothing of its file stays', async () => {
    const { boss } = await office();
    const { id } = await validated(boss, csv(`${HEAD},password`, 'eve,Eve,Gone,,Read-only,Some-Password-9-x'));
    expect((await boss.delete<Import>(`/users/imports/${id}`)).body).toMatchObject({ state: 'cancelled', actions: [] });
    expect((await boss.post<ProblemBody>(`/users/imports/${id}/confirm`)).status).toBe(409);
    const left = () => api.database.sql('SELECT position FROM user_import_row WHERE import_id = $1', [id]);
    while ((await left()).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('CSV-04 is confirmed once, within a day, and judged again as everything is then', async () => {
    const { domain, boss } = await office();
    const name = aName('importer');
    const roleId = await api.given.role(domain, [{ permission: 'users:import', scope: 'domain' }], name);
    const { id } = await validated(boss, csv(HEAD, 'ola,Ola,Late,,Operator', `uli,Uli,Taken,,${name}`));
    await boss.post('/users', { username: 'uli', firstName: 'U', lastName: 'L', roleId, initialPassword: 'temporary' });
    const importer = api.as(await api.given.session(await api.given.user(domain, { roleId })));
    const both = await Promise.all([1, 2].map(() => importer.post(`/users/imports/${id}/confirm`)));
    expect(both.map(({ status }) => status).sort()).toEqual([202, 409]);
    const done = await importIn(boss, id, 'succeeded', 'failed');
    expect(done.outcomes).toEqual({ created: 0, updated: 0, refused: 2 });
    const refused = (await rowsOf(boss, id)).map((row) => row.refused);
    expect(refused).toEqual(['permission-missing', 'permission-missing']);

    const { id: overtaken } = await validated(boss, csv(HEAD, 'vic,Vic,Taken,,Operator', 'wim,Wim,Free,,Operator'));
    await boss.post('/users', { username: 'vic', firstName: 'V', lastName: 'T', roleId, initialPassword: 'temporary' });
    await boss.post(`/users/imports/${overtaken}/confirm`);
    const { outcomes } = await importIn(boss, overtaken, 'succeeded', 'failed');
    expect(outcomes).toEqual({ created: 1, updated: 0, refused: 1 });
    expect((await rowsOf(boss, overtaken)).map((row) => row.refused)).toEqual(['username-taken', null]);

    const late = await validated(boss, csv(HEAD, 'ola,Ola,Late,,Operator'));
    await api.database.sql(`UPDATE user_import SET validated_at = now() - interval '25 hours' WHERE id = $1`, [
      late.id,
    ]);
    expect((await boss.post<ProblemBody>(`/users/imports/${late.id}/confirm`)).body.code).toBe('import-expired');
  });

  it('PRV-07 leaves an event of the rows that ask for more than their importer may give', async () => {
    const { domain, boss } = await office();
    const given = ['users:read', 'users:create', 'users:import', 'roles:assign'] as const;
    const grants = given.map((permission) => ({ permission, scope: 'domain' as const }));
    const roleId = await api.given.role(domain, grants);
    const importer = await api.given.user(domain, { roleId });
    const client = api.as(await api.given.session(importer));
    const rows = ['una', 'ute'].map((name) => `${name},U,Up,,Domain Administrator`);
    const { id, counts } = await validated(client, csv(HEAD, ...rows, 'uwe,U,Same,,'));
    expect(counts.error).toBeGreaterThanOrEqual(2);
    expect(await eventsOf(boss, `requestId=${id}&type=access.refused`)).toMatchObject([
      {
        outcome: 'refused',
        detail: 'role-above-own',
        actor: { username: importer.username },
        subject: { kind: 'import', id },
        changes: [{ field: 'rows', before: null, after: 2 }],
      },
    ]);
  });

  it('is kept as long as a slow line may still bring it, and not much longer', async () => {
    const { domain } = await office();
    const begun = async (minutesAgo: number) => {
      const id = newId();
      await api.database.sql(
        `INSERT INTO user_import (id, domain_id, state, file_name, delimiter, headers, without_password, uploader, uploaded_at)
         VALUES ($1, $2, 'validating', 'slow.csv', ',', '[]', 'invitation', '{}', now() - $3::int * interval '1 minute')`,
        [id, domain.id, minutesAgo],
      );
      return id;
    };
    const [slow, lost] = [await begun(61), await begun(180)];
    await api.get(UpkeepService).tidy();
    const left = await api.database.sql('SELECT id FROM user_import WHERE id = ANY ($1)', [[slow, lost]]);
    expect(left).toEqual([{ id: slow }]);
    await api.database.sql('DELETE FROM user_import WHERE id = $1', [slow]);
  });

  it('that was interrupted too often ends as failed with an event, and with the passwords that wait in it', async () => {
    const { boss } = await office();
    const { id, jobId } = await validated(boss, csv(`${HEAD},password`, 'una,Una,Un,,Read-only,Blue-Horse-7-Battery'));
    await api.database.sql(
      `WITH begun AS (
         UPDATE user_import SET state = 'applying', confirmed_at = now(), confirmer = uploader WHERE id = $1)
       UPDATE job SET state = 'running', attempts = 5, lease_until = '-infinity' WHERE id = $2`,
      [id, jobId],
    );
    await api.get(JobRunner).fill();
    expect(await ended(boss, jobId ?? '')).toMatchObject({ state: 'failed' });
    expect(await importIn(boss, id, 'succeeded', 'failed')).toMatchObject({
      state: 'failed',
      error: 'Interrupted too often',
      outcomes: { created: 0 },
    });
    expect(await eventsOf(boss, `requestId=${id}&type=import.ended`)).toMatchObject([
      { outcome: 'failed', detail: 'failed: Interrupted too often' },
    ]);
    expect(
      await api.database.sql('SELECT FROM user_import_row WHERE import_id = $1 AND secret IS NOT NULL', [id]),
    ).toEqual([]);
  });

  it('CSV-04 goes no further for a System Administrator who is none any more', async () => {
    const { domain, boss } = await office();
    const away = await api.given.user(api.given.primary, { role: 'system-administrator' });
    const visitor = api.as(await api.given.session(away)).with({ 'x-domain': domain.name });
    const { id } = await validated(visitor, csv(HEAD, 'zoe,Zoe,Zone,,Read-only'));
    await api.database.sql(
      `UPDATE user_import SET state = 'applying', paused = true, confirmed_at = now(), confirmer = uploader WHERE id = $1`,
      [id],
    );
    await api.database.sql(
      `UPDATE app_user SET role_id = (SELECT id FROM role WHERE domain_id = app_user.domain_id AND kind = 'domain-administrator')
        WHERE id = $1`,
      [away.id],
    );
    await boss.post(`/users/imports/${id}/resume`);
    expect(await importIn(boss, id, 'succeeded', 'failed')).toMatchObject({
      state: 'failed',
      outcomes: { created: 0 },
    });
    expect(await userCalled(boss, 'zoe')).toBeUndefined();
  });

  it('can be paused and resumed, and tells what a confirmation would do', async () => {
    const { boss } = await office();
    const { id } = await validated(boss, csv(HEAD, 'ray,Ray,Rest,,Read-only'));
    const tried = await boss.post(`/users/imports/${id}/confirm?dryRun=true`);
    expect(tried).toMatchObject({
      status: 200,
      body: { dryRun: true, changes: expect.arrayContaining([{ field: 'new', before: null, after: 1 }]) },
    });
    expect((await boss.post<ProblemBody>(`/users/imports/${id}/pause`)).body.code).toBe('import-state');
    await api.database.sql(
      `UPDATE user_import SET state = 'applying', paused = true, confirmed_at = now(), confirmer = uploader WHERE id = $1`,
      [id],
    );
    expect((await boss.get<Import>(`/users/imports/${id}`)).body).toMatchObject({
      paused: true,
      actions: ['cancel', 'resume'],
    });
    expect((await boss.post<Import>(`/users/imports/${id}/resume`)).body).toMatchObject({
      paused: false,
      state: 'applying',
    });
    expect((await importIn(boss, id, 'succeeded')).outcomes.created).toBe(1);
  });

  it('is none of another Domain', async () => {
    const [mine, theirs] = [await office(), await office()];
    const { id } = await validated(mine.boss, csv(HEAD, 'ann,Ann,Own,,Read-only'));
    for (const path of ['', '/rows', '/errors.csv', '/result.csv']) {
      expect((await theirs.boss.get<ProblemBody>(`/users/imports/${id}${path}`)).body.code).toBe('import-not-found');
    }
    expect((await theirs.boss.get<Page<Import>>('/users/imports')).body.items).toEqual([]);
    expect((await mine.boss.get<Page<Import>>('/users/imports')).body.items).toMatchObject([{ id }]);
  });
});
