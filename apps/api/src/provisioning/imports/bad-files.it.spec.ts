import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Import, ImportRow, Page, ProblemBody, User } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';
import { importIn, upload } from '../../../testing/imports.js';

let api: TestApi;
let boss: Client;
beforeAll(async () => {
  api = await startApi();
  const domain = await api.given.domain();
  await api.given.user(domain, { username: 'there', email: 'there@example.org' });
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
});
afterAll(() => api.close());

const HEAD = 'username,firstName,lastName,email,role';
const GOOD = 'anna,Anna,Muster,,Read-only';
const lines = (...all: string[]) => all.join('\n');

async function refused(content: string | Buffer, options: Record<string, string> = {}) {
  const { status, body } = await upload<ProblemBody>(api.url, boss, content, options);
  return { status, code: body.code, errors: (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`) };
}

async function validated(content: string | Buffer, options: Record<string, string> = {}): Promise<Import> {
  const { status, body } = await upload(api.url, boss, content, options);
  expect({ status, body }).toMatchObject({ status: 202 });
  return importIn(boss, body.id, 'ready');
}

const rowsOf = async ({ id }: Import) =>
  (await boss.get<Page<ImportRow>>(`/users/imports/${id}/rows?limit=200`)).body.items;

describe('a file', () => {
  it.each<{ name: string; content: string | Buffer; status: number; error: string }>([
    { name: 'gzip', content: gzipSync(lines(HEAD, GOOD)), status: 415, error: '/file gzip' },
    { name: 'a spreadsheet', content: Buffer.from('PK\u0003\u0004xl/workbook'), status: 415, error: '/file zip' },
    { name: 'UTF-16', content: Buffer.from(`\ufeff${HEAD}\n${GOOD}`, 'utf16le'), status: 422, error: '/file utf-16' },
    { name: 'UTF-16 without a mark', content: Buffer.from(HEAD, 'utf16le'), status: 422, error: '/file nul' },
    {
      name: 'Windows-1252',
      content: Buffer.from(lines(HEAD, 'x,Zo\u00EB,M,,R'), 'latin1'),
      status: 422,
      error: '/file not-utf-8',
    },
    { name: 'nothing', content: '', status: 422, error: '/file empty' },
    { name: 'nothing but a mark', content: '\ufeff\n', status: 422, error: '/file empty' },
    { name: 'no rows', content: `${HEAD}\n\n,,,,\n`, status: 422, error: '/file no-rows' },
    { name: 'a quote that stays open', content: lines(HEAD, 'a,"b,c'), status: 422, error: '/file quote-not-closed' },
    { name: 'text behind a quote', content: lines(HEAD, 'a,"b"c,d,,R'), status: 422, error: '/file misplaced-quote' },
    {
      name: 'a cell of 3 MB',
      content: lines(HEAD, `a,${'b'.repeat(3_000_000)},c,,R`),
      status: 422,
      error: '/file record-too-long',
    },
    {
      name: 'five million columns',
      content: `${',c'.repeat(5_000_000)}\n`,
      status: 422,
      error: '/file too-many-columns',
    },
  ])('CSV-02 CSV-06 is refused, and why, when it is $name', async ({ content, status, error }) => {
    const answer = await refused(content);
    expect(answer).toMatchObject({ status, errors: [error] });
    expect(await api.database.sql('SELECT id FROM user_import WHERE job_id IS NULL')).toEqual([]);
  });

  it.each([
    { name: 'a column nobody knows', head: `${HEAD},shoe size`, errors: ['/headers/5 unknown-column'] },
    { name: 'a column twice', head: `${HEAD},E-Mail`, errors: ['/headers/5 duplicate-column'] },
    { name: 'no column for names', head: 'email,role', errors: ['/headers missing-column'] },
    {
      name: 'prototype keys',
      head: 'username,__proto__,constructor',
      errors: ['/headers/1 unknown-column', '/headers/2 unknown-column'],
    },
    { name: 'a formula', head: 'username,=1+1', errors: ['/headers/1 unknown-column'] },
    { name: 'a thousand columns', head: `username${',x'.repeat(1_000)}`, errors: ['/headers too-many-columns'] },
  ])('INJ-03 CSV-06 is refused for its first line: $name', async ({ head, errors }) => {
    expect(await refused(lines(head, GOOD))).toEqual({ status: 422, code: 'import-columns', errors });
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('isAdmin');
  });

  it.each([
    {
      name: 'a mark, semicolons and Windows line ends',
      content: `\ufeff${HEAD}\n${GOOD}`.replaceAll(',', ';').replaceAll('\n', '\r\n'),
    },
    { name: 'tabs', content: lines(HEAD, GOOD).replaceAll(',', '\t') },
    {
      name: 'quotes and mixed line ends',
      content: `"username",First Name,last_name,"e-mail",ROLE\r"anna","Anna",Muster,,Read-only\r\n\n`,
    },
    {
      name: 'what an export says beside',
      content: lines(`id,${HEAD},status,createdAt`, `1,${GOOD},active,2026-01-01`),
    },
  ])('is read with $name', async ({ content }) => {
    expect(await rowsOf(await validated(content))).toMatchObject([{ line: 2, verdict: 'new', username: 'anna' }]);
  });

  it('has its unknown headers mapped, or left out', async () => {
    const mapping = JSON.stringify({ Kennung: 'username', Abteilung: null });
    const { counts, headers } = await validated(
      lines('Kennung,First name,Last name,Role,Abteilung', 'mia,Mia,M,Operator,IT'),
      { mapping },
    );
    expect(counts).toMatchObject({ new: 1 });
    expect(headers[4]).toEqual({ header: 'Abteilung', column: null });
    expect((await refused(lines(HEAD, GOOD), { mapping: '[]' })).errors).toEqual(['/mapping object']);
    expect((await refused(lines(HEAD, GOOD), { withoutPassword: 'none' })).errors).toEqual(['/withoutPassword isIn']);
    expect((await refused(lines(HEAD, GOOD), { other: 'x' })).errors).toEqual(['/other unknown-field']);
  });

  it('CSV-02 with every kind of bad row has a verdict for each, and nothing of it is written', async () => {
    const bad: readonly (readonly [row: string, ...reasons: string[]])[] = [
      [`ok,Oki,Doki,,Read-only`],
      [`short,Short`, 'row column-count', 'lastName required', 'role required'],
      [`long,Long,Row,,Read-only,more`, 'row column-count'],
      [`big,${'b'.repeat(1_048_576)},Row,,Read-only`, 'firstName too-long'],
      [`nul,N\0l,Row,,Read-only`, 'firstName control-character'],
      [`twin,Twin,One,,Read-only`, 'username duplicate-username'],
      [`TWIN,Twin,Two,,Read-only`, 'username duplicate-username'],
      [`mail1,M,One,same@example.org,Read-only`, 'email duplicate-email'],
      [`mail2,M,Two,SAME@example.org,Read-only`, 'email duplicate-email'],
      [`mail3,M,Three,There@example.org,Read-only`, 'email email-taken'],
      [`there@example.org,N,Taken,,Read-only`, 'username username-taken'],
      [`root,Root,Above,,System Administrator`, 'role role-not-found'],
      [`ghost,Ghost,Role,,Nobody`, 'role role-not-found'],
      [`"=cmd|' /C calc'!A0",Form,Ula,,Read-only`, 'username username'],
      [`an na,An,Na,not-a-mail,`, 'username username', 'email email', 'role required'],
    ];
    const done = await validated(lines(HEAD, ...bad.map(([row]) => row)));
    expect(done.counts).toEqual({ new: 1, changed: 0, same: 0, error: bad.length - 1 });
    const rows = await rowsOf(done);
    expect(rows.map(({ reasons }) => reasons.map(({ column, code }) => `${column ?? 'row'} ${code}`))).toEqual(
      bad.map(([, ...reasons]) => reasons),
    );
    expect(JSON.stringify(rows).length).toBeLessThan(20_000);
    expect((await boss.get<Page<User>>('/users')).body.total.value).toBe(2);
  });

  it('CSV-01 has its neutralized cells read back', async () => {
    const done = await validated(lines(`${HEAD},phone`, `"'-dash","'-An",'-Na,,Read-only,'+41441234567`));
    const [row] = await rowsOf(done);
    expect(row).toMatchObject({ verdict: 'new', username: '-dash' });
    expect(row?.changes).toContainEqual({ field: 'phone', before: null, after: '+41441234567' });
    expect((await boss.get(`/users/imports/${done.id}/result.csv`)).status).toBe(409);
  });

  it('is read in parts as it comes, however many they are', async () => {
    const many = Array.from(
      { length: 2_500 },
      (_, index) => `many-${index},Many,People,m${index}@example.org,Read-only`,
    );
    const done = await validated(lines(HEAD, ...many), { withoutPassword: 'invitation' });
    expect(done.counts).toMatchObject({ new: 2_500 });
    const page = await boss.get<Page<ImportRow>>(`/users/imports/${done.id}/rows?limit=200`);
    const next = await boss.get<Page<ImportRow>>(
      `/users/imports/${done.id}/rows?limit=200&cursor=${page.body.nextCursor ?? ''}`,
    );
    expect([page.body.items[0]?.line, next.body.items[0]?.line]).toEqual([2, 202]);
  });
});

describe('a form', () => {
  const send = async (type: string, body: string | Buffer) => {
    const response = await fetch(`${api.url}/api/v1/users/imports`, {
      method: 'POST',
      headers: { ...boss.sent, 'content-type': type },
      body,
    });
    return { status: response.status, body: (await response.json()) as ProblemBody };
  };
  const part = (name: string, content: string, file = '') =>
    `--b\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`;
  const FILE = '; filename="a.csv"';
  const FORM = 'multipart/form-data; boundary=b';

  it.each<{ name: string; body: string; status?: number }>([
    { name: 'no end', body: part('file', lines(HEAD, GOOD), FILE) },
    { name: 'no file', body: `${part('mapping', '{}')}--b--\r\n` },
    { name: 'a file of another name', body: `${part('photo', 'x', FILE)}--b--\r\n` },
    { name: 'two files', body: `${part('file', lines(HEAD, GOOD), FILE)}${part('file', 'x', FILE)}--b--\r\n` },
    {
      name: 'options behind the file',
      body: `${part('file', lines(HEAD, GOOD), FILE)}${part('mapping', '{}')}--b--\r\n`,
    },
    { name: 'an option twice', body: `${part('mapping', '{}')}${part('mapping', '{}')}--b--\r\n` },
    { name: 'no parts at all', body: 'nonsense' },
  ])('DOS-04 is refused with $name', async ({ body }) => {
    expect((await send(FORM, body)).status).toBe(400);
    expect(await api.database.sql('SELECT id FROM user_import WHERE job_id IS NULL')).toEqual([]);
  });

  it('DOS-05 is a form, of no other type and not compressed', async () => {
    expect((await send('text/csv', lines(HEAD, GOOD))).status).toBe(415);
    expect((await send('multipart/form-data', part('file', 'x', FILE))).status).toBe(400);
    const elsewhere = await fetch(`${api.url}/api/v1/users`, {
      method: 'POST',
      headers: { ...boss.sent, 'content-type': FORM },
      body: '',
    });
    expect(elsewhere.status).toBe(415);
  });

  it('is a rehearsal already', async () => {
    const form = new FormData();
    form.append('file', new Blob([lines(HEAD, GOOD)]), 'a.csv');
    const url = `${api.url}/api/v1/users/imports?dryRun=true`;
    expect((await fetch(url, { method: 'POST', headers: { ...boss.sent }, body: form })).status).toBe(400);
  });
});
