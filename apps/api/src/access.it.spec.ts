import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BUILT_IN_ROLES, PERMISSIONS, type BuiltInRole, type Grant, type ProblemBody } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../testing/api.js';
import type { Answer, Client } from '../testing/client.js';
import type { GivenDomain } from '../testing/given.js';
import { routesOf, servedRoutes, type Route } from '../testing/routes.js';
import { inDomain } from './platform/actor.js';
import { UnitOfWork } from './platform/database/unit-of-work.js';
import { newId } from './platform/ids.js';

let api: TestApi;
let routes: Route[];
beforeAll(async () => {
  api = await startApi();
  routes = routesOf(api.app);
});
afterAll(() => api.close());

/** The routes that ask for nobody, and those for everybody who is signed in. A new one is added here on purpose. */
const FOR_EVERYBODY = [
  'GET //health/live',
  'GET //health/ready',
  'GET /auth/methods',
  'POST /auth/password-reset',
  'POST /auth/password-reset/check',
  'POST /auth/password-reset/request',
  'POST /auth/sign-in',
  'POST /auth/sign-in/password',
  'POST /auth/sign-in/second-factor',
  'POST /auth/sign-in/second-factor/enrolment',
  'POST /auth/sign-in/second-factor/enrolment/confirm',
];
const FOR_THE_SIGNED_IN = [
  'DELETE /me/sessions',
  'DELETE /me/sessions/:id',
  'DELETE /me/totp',
  'GET /me',
  'GET /me/permissions',
  'GET /me/sessions',
  'GET /me/totp',
  'GET /permissions',
  'PATCH /me',
  'POST /auth/sign-out',
  'POST /me/password',
  'POST /me/recovery-codes',
  'POST /me/totp',
  'POST /me/totp/confirm',
];

/**
 * Who may call what, as the table of permissions in the documentation says it: S a System Administrator, D a Domain
 * Administrator, O an Operator, P Pipeline Management, R Read-only.
 */
const MATRIX: Readonly<Record<string, string>> = {
  'GET /domains': 'SD',
  'POST /domains': 'S',
  'GET /domains/:id': 'SD',
  'PATCH /domains/:id': 'S',
  'DELETE /domains/:id': 'S',
  'POST /domains/:id/enable': 'S',
  'POST /domains/:id/disable': 'S',
  'GET /settings': 'SDOPR',
  'PATCH /settings': 'S',
  'POST /settings/preview': 'S',
  'GET /domains/:id/settings': 'SDOPR',
  'PATCH /domains/:id/settings': 'SD',
  'POST /domains/:id/settings/preview': 'SD',
  'GET /domains/:id/password-policy': 'SDOPR',
  'PUT /domains/:id/password-policy': 'SD',
  'GET /users': 'SDOPR',
  'POST /users': 'SD',
  'GET /users/:id': 'SDOPR',
  'PATCH /users/:id': 'SD',
  'DELETE /users/:id': 'SD',
  'POST /users/:id/enable': 'SDO',
  'POST /users/:id/disable': 'SDO',
  'POST /users/:id/unlock': 'SDO',
  'PUT /users/:id/password': 'SD',
  'POST /users/:id/password-reset': 'SD',
  'POST /users/:id/invitation': 'SD',
  'POST /users/:id/require-password-change': 'SD',
  'POST /users/:id/totp/reset': 'SD',
  'GET /users/:id/sign-in-check': 'SDOPR',
  'GET /users/:id/versions': 'SDOPR',
  'GET /users/:id/versions/:n': 'SDOPR',
  'POST /users/:id/versions/:n/restore': 'SD',
  'GET /users/:id/as-of': 'SDOPR',
  'GET /users/:id/access': 'SDOPR',
  'POST /users/:id/access/preview': 'SDOPR',
  'GET /permissions/:permission/holders': 'SDOPR',
  'POST /access/check': 'SD',
  'GET /users/:id/audit-events': 'SDO',
  'GET /users/:id/sessions': 'SDO',
  'DELETE /users/:id/sessions': 'SDO',
  'GET /roles': 'SDOPR',
  'POST /roles': 'SD',
  'GET /roles/templates': 'SDOPR',
  'GET /roles/:id': 'SDOPR',
  'PATCH /roles/:id': 'SD',
  'DELETE /roles/:id': 'SD',
  'GET /roles/:id/users': 'SDOPR',
  'GET /sessions': 'SDO',
  'DELETE /sessions/:id': 'SDO',
  'GET /audit-events': 'SDO',
  'GET /audit-events/:id': 'SDO',
  'GET /jobs': 'SDOPR',
  'GET /jobs/:id': 'SDOPR',
  'POST /jobs/:id/cancel': 'SDOPR',
};

const LETTERS: Readonly<Record<BuiltInRole, string>> = {
  'system-administrator': 'S',
  'domain-administrator': 'D',
  operator: 'O',
  'pipeline-management': 'P',
  'read-only': 'R',
};

/** A change that would be accepted, so that nothing but the id is wrong. */
const BODIES: Readonly<Record<string, object>> = {
  'PATCH /users/:id': { firstName: 'Grace' },
  'PUT /users/:id/password': { newPassword: 'Fresh-Horse-9-Battery' },
  'POST /users/:id/password-reset': { method: 'email' },
  'POST /users/:id/require-password-change': {},
  'PATCH /domains/:id': { displayName: 'Another name' },
  'PATCH /domains/:id/settings': { lockout: { maxFailures: 3 } },
  'POST /domains/:id/settings/preview': { lockout: { maxFailures: 3 } },
  'PUT /domains/:id/password-policy': { minLength: 14 },
  'POST /users/:id/access/preview': { roleId: newId() },
  'PATCH /roles/:id': { description: 'Another one' },
};

const QUERIES: Readonly<Record<string, string>> = { 'GET /users/:id/as-of': '?at=2026-11-22T08:00:00Z' };

const NEEDS_VERSION = ['users', 'roles', 'domains'].flatMap((kind) => [`PATCH /${kind}/:id`, `DELETE /${kind}/:id`]);

const ask = (client: Client, { name, method, path }: Route, id: string) =>
  client.call<ProblemBody>(method, path.replace(':id', id).replace(':n', '1') + (QUERIES[name] ?? ''), {
    ...(NEEDS_VERSION.includes(name) ? { version: 1 } : {}),
    ...(name in BODIES ? { body: BODIES[name] } : {}),
  });

const withoutRequestId = ({ text, body }: Answer<ProblemBody>) => text.replace(body.requestId, '…');
const isPermitted = ({ access }: Route) => access?.for === 'permitted';
const named = (wanted: readonly Route[]) => wanted.map(({ name }) => name);

describe('the routes', () => {
  it('say who may call them, every one', () => {
    expect(named(routes.filter(({ access }) => access === undefined))).toEqual([]);
  });

  it('are those that the server serves: none goes past the guard', () => {
    expect(servedRoutes(api.app.getHttpAdapter().getInstance())).toEqual(named(routes));
  });

  it('that need no permission are known', () => {
    expect(named(routes.filter(({ access }) => access?.for === 'everybody'))).toEqual(FOR_EVERYBODY);
    expect(named(routes.filter(({ access }) => access?.for === 'signed-in'))).toEqual(FOR_THE_SIGNED_IN);
  });

  it('that need a permission stand in the table of roles', () => {
    expect(named(routes.filter(isPermitted))).toEqual(Object.keys(MATRIX).sort());
  });

  it('refuse who is not signed in', async () => {
    for (const route of routes.filter(({ access }) => access?.for !== 'everybody')) {
      const answer = await ask(api.anybody, route, newId());
      expect({ route: route.name, status: answer.status, code: answer.body.code }).toEqual({
        route: route.name,
        status: 401,
        code: 'not-signed-in',
      });
    }
  });

  it.each(BUILT_IN_ROLES)('open to %s exactly what the table says', async (role) => {
    const client = api.as(await api.given.signedIn(api.given.primary, role));
    const refused: string[] = [];
    for (const route of routes.filter(isPermitted)) {
      const { status, body } = await ask(client, route, newId());
      expect([200, 400, 403, 404]).toContain(status);
      if (status === 403) expect(body.code).toBe('permission-missing');
      if (status === 403) refused.push(route.name);
    }
    const expected = Object.entries(MATRIX).filter(([, letters]) => !letters.includes(LETTERS[role]));
    expect(refused).toEqual(expected.map(([name]) => name).sort());
  });

  it('open to nobody what their role does not name', async () => {
    const roleId = await api.given.role(api.given.primary, []);
    const client = api.as(await api.given.session(await api.given.user(api.given.primary, { roleId })));
    for (const route of routes.filter(isPermitted)) {
      expect({ route: route.name, status: (await ask(client, route, newId())).status }).toEqual({
        route: route.name,
        status: 403,
      });
    }
  });
});

describe('a route with an id', () => {
  let mine: Client;
  /** Something of another Domain for each kind of thing that has an id. */
  let theirs: Readonly<Record<string, string>>;
  let withId: Route[];

  beforeAll(async () => {
    const [here, there] = [await api.given.domain(), await api.given.domain()];
    const roleId = await api.given.role(here, everythingInOwnDomain());
    mine = api.as(await api.given.session(await api.given.user(here, { roleId })));
    theirs = await thingsOf(there);
    withId = routes.filter(({ path }) => path.includes(':id'));
  });

  it('is tried with something of every kind', () => {
    const kinds = new Set(withId.map(({ path }) => kindOf(path)));
    expect(Object.keys(theirs).sort()).toEqual([...kinds].sort());
  });

  it('refuses what is no id', async () => {
    for (const route of withId) {
      for (const id of ['17', 'not-an-id', '%00', `${newId()}x`]) {
        const { status, body } = await ask(mine, route, id);
        expect({ route: route.name, id, status, code: body.code }).toMatchObject({
          status: 400,
          code: 'invalid-request',
        });
      }
    }
  });

  it("TEN-01 answers another Domain's id exactly as one that never was", async () => {
    for (const route of withId) {
      const missing = await ask(mine, route, newId());
      const foreign = await ask(mine, route, theirs[kindOf(route.path)] ?? '');
      expect({ route: route.name, status: missing.status }).toEqual({ route: route.name, status: 404 });
      expect(withoutRequestId(foreign)).toBe(withoutRequestId(missing));
      expect(namesOf(foreign.headers)).toEqual(namesOf(missing.headers));
    }
  });

  it('changes nothing in the other Domain', async () => {
    const left = await api.database.sql('SELECT version, enabled FROM app_user WHERE id = $1', [theirs['users']]);
    expect(left).toEqual([{ version: 1, enabled: true }]);
    const live = await api.database.sql('SELECT ended_at FROM session WHERE id = $1', [theirs['sessions']]);
    expect(live).toEqual([{ ended_at: null }]);
  });
});

const kindOf = (path: string): string => path.slice(1, path.indexOf('/:id'));
const namesOf = (headers: Headers) => [...headers.keys()];

/** A role that may do in its own Domain all that there is. */
function everythingInOwnDomain(): Grant[] {
  return PERMISSIONS.map(({ permission }) => ({
    permission,
    scope: permission.startsWith('domains:') ? 'own' : 'domain',
  }));
}

async function thingsOf(domain: GivenDomain): Promise<Record<string, string>> {
  const user = await api.given.user(domain, { role: 'operator' });
  const session = await api.given.session(user);
  const job = newId();
  await api.get(UnitOfWork).write(inDomain(domain), async (tx) => {
    await tx.sql(`INSERT INTO job (id, domain_id, kind) VALUES ($1, $2, 'import')`, [job, domain.id]);
    return { result: undefined, unchanged: true };
  });
  const [event] = await api.database.sql<{ id: string }>('SELECT id FROM audit_event WHERE domain_id = $1 LIMIT 1', [
    domain.id,
  ]);
  return {
    users: user.id,
    roles: domain.roles.operator ?? '',
    sessions: session.id,
    'me/sessions': session.id,
    domains: domain.id,
    jobs: job,
    'audit-events': event?.id ?? '',
  };
}
