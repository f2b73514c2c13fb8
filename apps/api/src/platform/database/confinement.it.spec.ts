import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { newBoxes } from '../../../testing/boxes.js';
import { openTestDatabase, type TestDatabase } from '../../../testing/database.js';
import { SCHEMA_FILE, schemaOf } from '../../../testing/schema.js';
import { RolesRepository } from '../../roles/roles.repository.js';
import { inDomain, type DomainRef } from '../actor.js';
import { newId } from '../ids.js';
import type { Change } from './change.js';
import { ReadTx, type WriteTx } from './transaction.js';
import { SystemUnitOfWork, UnitOfWork } from './unit-of-work.js';

let database: TestDatabase;
let unitOfWork: UnitOfWork;
let mine: DomainRef;
let theirs: DomainRef;

beforeAll(async () => {
  database = await openTestDatabase();
  unitOfWork = new UnitOfWork(database.dataSource, newBoxes());
  [mine, theirs] = [await domain('mine'), await domain('theirs')];
  for (const { id, name } of [mine, theirs]) {
    await database.sql(`INSERT INTO role (id, domain_id, name) VALUES ($1, $2, $3)`, [newId(), id, `of ${name}`]);
    await database.sql(
      `INSERT INTO audit_event (id, domain_id, type, outcome) VALUES ($1, $2, 'user.created', 'success')`,
      [newId(), id],
    );
  }
});
afterAll(() => database.close());

async function domain(name: string): Promise<DomainRef> {
  const id = newId();
  await database.sql('INSERT INTO domain (id, name, display_name) VALUES ($1, $2, $2)', [id, name]);
  return { id, name };
}

const names = async (sql: string) => (await database.sql<{ name: string }>(sql)).map(({ name }) => name);

describe('the tables', () => {
  it('that have a Domain are confined to it, by force', async () => {
    expect(
      await names(`SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public' AND (NOT c.relrowsecurity OR NOT c.relforcerowsecurity)
          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'domain_id')`),
    ).toEqual([]);
  });

  it('that the application may touch are confined, every one', async () => {
    expect(
      await names(`SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public' AND NOT c.relforcerowsecurity
          AND has_table_privilege('wardkeep_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE')`),
    ).toEqual([]);
  });

  it('are owned by neither of the roles that the application works as', async () => {
    expect(
      await names(`SELECT c.relname AS name FROM pg_class c WHERE c.relkind IN ('r', 'p')
        AND c.relowner::regrole::text IN ('wardkeep_app', 'wardkeep_system')`),
    ).toEqual([]);
  });

  it('are looked through by known views and functions alone', async () => {
    expect(
      await names(`SELECT c.relname AS name FROM pg_class c WHERE c.relkind IN ('v', 'm')
        AND c.relowner::regrole::text = 'wardkeep_system' ORDER BY 1`),
    ).toEqual(['audit_listing', 'session_listing', 'user_listing']);
    expect(
      await names(`SELECT p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND n.nspname = 'public' ORDER BY 1`),
    ).toEqual(['analyze_imports', 'analyze_sync_entries', 'analyze_users', 'keep_login_names']);
  });

  it('are written down in schema.sql as the migrations make them; `npm run schema` writes it anew', async () => {
    expect(await schemaOf(database.dataSource)).toBe(await readFile(SCHEMA_FILE, 'utf8'));
  });

  it('keep the roles apart from those that log in', async () => {
    const roles = await database.sql(`SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles
      WHERE rolname IN ('wardkeep_app', 'wardkeep_system') ORDER BY 1`);
    const powerless = { rolsuper: false, rolbypassrls: false, rolcanlogin: false };
    expect(roles).toEqual([
      { rolname: 'wardkeep_app', ...powerless },
      { rolname: 'wardkeep_system', ...powerless },
    ]);
  });
});

describe('a unit of work', () => {
  const CONFINED = ['role', 'audit_event', 'audit_listing'];

  it.each(CONFINED)('sees the rows of its Domain in %s, and no other', async (table) => {
    const seen = await unitOfWork.read(inDomain(mine), (tx) =>
      tx.sql<{ domain_id: string }>(`SELECT DISTINCT domain_id FROM ${table}`),
    );
    expect(seen).toEqual([{ domain_id: mine.id }]);
  });

  it.each(CONFINED)('of the application sees nothing in %s without a Domain', async (table) => {
    const seen = await database.dataSource.transaction(async (manager) => {
      await manager.query(`SELECT set_config('role', 'wardkeep_app', true)`);
      return manager.query<unknown[]>(`SELECT * FROM ${table}`);
    });
    expect(seen).toEqual([]);
  });

  it('can neither write nor move a row into another Domain', async () => {
    const write = (sql: string, values: unknown[]) =>
      unitOfWork.write(inDomain(mine), async (tx) => ({ result: await tx.sql(sql, values), unchanged: true }));
    await expect(
      write('INSERT INTO role (id, domain_id, name) VALUES ($1, $2, $3)', [newId(), theirs.id, 'x']),
    ).rejects.toThrow(/row-level security/);
    await expect(write('UPDATE role SET domain_id = $1', [theirs.id])).rejects.toThrow(/row-level security/);
    expect(await write('UPDATE role SET name = name WHERE domain_id = $1 RETURNING id', [theirs.id])).toEqual([]);
  });

  it('leaves nothing of its confinement behind on the connection', async () => {
    await unitOfWork.read(inDomain(mine), () => Promise.resolve());
    const [left] = await database.dataSource.query<unknown[]>(
      `SELECT current_setting('app.domain_id', true) AS domain, current_user = session_user AS "isItself"`,
    );
    expect(left).toEqual({ domain: '', isItself: true });
  });

  it.each([
    ['UPDATE audit_event SET detail = $1', ['changed']],
    ['DELETE FROM audit_event', []],
    ['TRUNCATE audit_event', []],
    ['DROP TRIGGER app_user_names_added ON app_user', []],
    ['ALTER TABLE audit_event DISABLE ROW LEVEL SECURITY', []],
  ])('AUD-03 may not: %s', async (sql, values) => {
    const refusal = expect.objectContaining({ message: expect.stringMatching(/permission denied|must be owner/) });
    const tryIt = async (tx: WriteTx): Promise<Change<void>> => {
      await tx.sql(sql, values);
      return { result: undefined, unchanged: true };
    };
    await expect(unitOfWork.write(inDomain(mine), tryIt)).rejects.toEqual(refusal);
    const system = new SystemUnitOfWork(database.dataSource, newBoxes());
    await expect(system.write(inDomain(mine), tryIt)).rejects.toEqual(refusal);
  });

  it('that only reads can not write', async () => {
    await expect(unitOfWork.read(inDomain(mine), (tx) => tx.sql(`UPDATE role SET name = 'x'`))).rejects.toThrow(
      /read-only transaction/,
    );
  });

  it('that fails leaves nothing, neither the change nor its event', async () => {
    const write = unitOfWork.write(inDomain(mine), async (tx) => {
      await tx.sql('UPDATE role SET version = 7');
      throw new Error('too late');
    });
    await expect(write).rejects.toThrow('too late');
    expect(await database.sql('SELECT id FROM role WHERE version = 7')).toEqual([]);
  });
});

/** An expected error that is none any more is an error of the compiler. */
describe('the types', () => {
  const repository = new RolesRepository();
  const wrong = {
    'a repository without a unit of work': () =>
      // @ts-expect-error there is no transaction
      repository.byId(newId()),
    'a repository on the bare connection': () =>
      // @ts-expect-error a connection is no transaction
      repository.byId(database.dataSource, newId()),
    'a write inside a read': () =>
      unitOfWork.read(inDomain(mine), (tx) =>
        // @ts-expect-error a transaction that reads is none that writes
        repository.add(tx, { id: '', domainId: '', kind: 'operator', name: '', description: '' }),
      ),
    'a transaction made by hand': () =>
      // @ts-expect-error only a unit of work holds the key
      new ReadTx(Symbol('made by a unit of work'), database.dataSource.manager, null),
    'a write that names neither events nor that nothing changed': () =>
      // @ts-expect-error a change without an event
      unitOfWork.write(inDomain(mine), () => Promise.resolve({ result: 1 })),
    'a write with an empty list of events': () =>
      // @ts-expect-error at least one event
      unitOfWork.write(inDomain(mine), () => Promise.resolve({ result: 1, audit: [] })),
    'a unit of work of no Domain': () =>
      // @ts-expect-error an actor has a Domain
      unitOfWork.read({ kind: 'domain' }, () => Promise.resolve()),
  };

  it(`refuse ${Object.keys(wrong).join(', ')}`, () => {
    const root = fileURLToPath(new URL('../../../../../', import.meta.url));
    const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path));
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram([fileURLToPath(import.meta.url)], options);
    const checked = program.getSourceFile(fileURLToPath(import.meta.url));
    expect(ts.getPreEmitDiagnostics(program, checked).map(({ messageText }) => messageText)).toEqual([]);
  });
});
