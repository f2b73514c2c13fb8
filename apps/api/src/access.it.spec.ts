import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BUILT_IN_ROLES,
  LDAP_DEFAULTS,
  LDAP_PRESETS,
  PERMISSIONS,
  type BuiltInRole,
  type Grant,
  type ProblemBody,
} from 'wardkeep/contracts';
import { startApi, type TestApi } from '../testing/api.js';
import type { Answer, Client } from '../testing/client.js';
import type { GivenDomain } from '../testing/given.js';
import { routesOf, servedRoutes, type Route } from '../testing/routes.js';
import { inDomain } from './platform/actor.js';
import { UnitOfWork } from './platform/database/unit-of-work.js';
import { newId, NO_ID } from './platform/ids.js';

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
  'GET /auth/oidc/:providerId/callback',
  'GET /auth/saml/:providerId/metadata',
  'GET /auth/saml/:providerId/slo',
  'GET /auth/sso/:providerId/start',
  'POST /auth/oidc/:providerId/back-channel-logout',
  'POST /auth/password-reset',
  'POST /auth/password-reset/check',
  'POST /auth/password-reset/request',
  'POST /auth/saml/:providerId/acs',
  'POST /auth/saml/:providerId/slo',
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
  'POST /me/step-up',
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
  'GET /users/imports': 'SD',
  'POST /users/imports': 'SD',
  'GET /users/imports/template': 'SD',
  'GET /users/imports/:id': 'SD',
  'DELETE /users/imports/:id': 'SD',
  'GET /users/imports/:id/rows': 'SD',
  'GET /users/imports/:id/errors.csv': 'SD',
  'GET /users/imports/:id/result.csv': 'SD',
  'POST /users/imports/:id/confirm': 'SD',
  'POST /users/imports/:id/pause': 'SD',
  'POST /users/imports/:id/resume': 'SD',
  'POST /users/imports/:id/undo': 'SD',
  'POST /users/bulk': 'SDOPR',
  'GET /users/export': 'SD',
  'GET /users/views': 'SDOPR',
  'POST /users/views': 'SDOPR',
  'PATCH /users/views/:id': 'SDOPR',
  'DELETE /users/views/:id': 'SDOPR',
  'GET /statistics/hygiene': 'SDOPR',
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
  'GET /providers': 'SDOPR',
  'POST /providers': 'SD',
  'GET /providers/draft': 'SD',
  'POST /providers/test': 'SDO',
  'GET /providers/:id': 'SDOPR',
  'PATCH /providers/:id': 'SD',
  'DELETE /providers/:id': 'SD',
  'POST /providers/:id/enable': 'SDO',
  'POST /providers/:id/disable': 'SDO',
  'POST /providers/:id/test': 'SDO',
  'POST /providers/:id/sync': 'SDO',
  'GET /providers/:id/saml': 'SDOPR',
  'POST /providers/:id/saml/keys': 'SD',
  'DELETE /providers/:id/saml/keys': 'SD',
  'POST /providers/:id/saml/keys/finish': 'SD',
  'POST /providers/:id/saml/metadata/read': 'SDO',
  'POST /providers/:id/saml/metadata/adopt': 'SD',
  'GET /providers/:id/syncs': 'SDOPR',
  'GET /providers/:id/tests/:testId': 'SDO',
  'GET /providers/:id/syncs/:syncId': 'SDOPR',
  'GET /providers/:id/syncs/:syncId/changes': 'SDOPR',
  'GET /audit-events': 'SDO',
  'GET /audit-events/:id': 'SDO',
  'GET /jobs': 'SDOPR',
  'GET /jobs/:id': 'SDOPR',
  'POST /jobs/:id/cancel': 'SDOPR',
  'GET /jobs/:id/events': 'SDOPR',
  'GET /jobs/:id/items': 'SDOPR',
  'POST /jobs/:id/reverse': 'SDOPR',
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
  'PATCH /users/views/:id': { name: 'Another name' },
  'PUT /users/:id/password': { newPassword: 'Fresh-Horse-9-Battery' },
  'POST /users/:id/password-reset': { method: 'email' },
  'POST /users/:id/require-password-change': {},
  'PATCH /domains/:id': { displayName: 'Another name' },
  'PATCH /providers/:id': { name: 'Another name' },
  'POST /providers/:id/sync': { mode: 'plan' },
  'PATCH /domains/:id/settings': { lockout: { maxFailures: 3 } },
  'POST /domains/:id/settings/preview': { lockout: { maxFailures: 3 } },
  'PUT /domains/:id/password-policy': { minLength: 14 },
  'POST /users/:id/access/preview': { roleId: newId() },
  'PATCH /roles/:id': { description: 'Another one' },
};

const QUERIES: Readonly<Record<string, string>> = { 'GET /users/:id/as-of': '?at=2099-12-31T00:00:00Z' };

/** What is missing of a provider that is there. */
const INSIDE = {
  ':syncId': 'sync-not-found',
  ':testId': 'test-not-found',
  ':id/saml': 'provider-not-found',
} as const;

const NEEDS_VERSION = ['users', 'users/views', 'roles', 'domains', 'providers'].flatMap((kind) => [
  `PATCH /${kind}/:id`,
  `DELETE /${kind}/:id`,
]);

const ask = (client: Client, { name, method, path }: Route, id: string) =>
  client.call<ProblemBody>(
    method,
    path.replace(':id', id).replace(':syncId', NO_ID).replace(':testId', NO_ID).replace(':n', '1') +
      (QUERIES[name] ?? ''),
    {
      ...(NEEDS_VERSION.includes(name) ? { version: 1 } : {}),
      ...(name in BODIES ? { body: BODIES[name] } : {}),
    },
  );

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
      // 415: an upload takes a file alone, and says so to whoever may send one.
      expect([200, 400, 403, 404, 415]).toContain(status);
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

describe('the table of roles, for whom it is about', () => {
  /** Seen from a role: whose rights are more than its own. Nobody is above a System Administrator. */
  const ABOVE: Readonly<Record<BuiltInRole, BuiltInRole | null>> = {
    'system-administrator': null,
    'domain-administrator': 'system-administrator',
    operator: 'domain-administrator',
    'pipeline-management': 'operator',
    'read-only': 'operator',
  };
  const READS_BY_POST = ['POST /users/:id/access/preview', 'POST /domains/:id/settings/preview'];
  /** What nobody does to themself, and what they may also do to themself. */
  const NOT_TO_ONESELF = [
    'DELETE /users/:id',
    'POST /users/:id/disable',
    'POST /users/:id/unlock',
    'PUT /users/:id/password',
    'POST /users/:id/password-reset',
    'POST /users/:id/invitation',
    'POST /users/:id/require-password-change',
    'POST /users/:id/totp/reset',
  ];
  /** Roles that reach their own jobs alone. */
  const OWN_JOBS = 'PR';

  type Things = Readonly<Record<string, string>>;
  type Targets = { readonly above: Things; readonly below: Things; readonly self: Things };
  let here: Things;
  let elsewhere: Things;
  let withId: Route[];

  beforeAll(async () => {
    here = await thingsOf(api.given.primary);
    elsewhere = await thingsOf(await api.given.domain());
    withId = routes.filter((route) => isPermitted(route) && route.path.includes(':id'));
  });

  /** One who holds the role, and for every kind of thing that belongs to somebody one above, below and their own. */
  async function asked(role: BuiltInRole): Promise<{ client: Client; letter: string; targets: Targets }> {
    const { primary } = api.given;
    const self = await api.given.signedIn(primary, role);
    const nothing = await api.given.role(primary, []);
    const above = ABOVE[role];
    const [over, under] = [
      await api.given.user(primary, above ? { role: above } : {}),
      await api.given.user(primary, role === 'read-only' ? { roleId: nothing } : { role: 'read-only' }),
    ];
    const more = await api.given.role(primary, [{ permission: 'domains:create', scope: 'all' }]);
    const targets = {
      above: { users: over.id, sessions: (await api.given.session(over)).id, roles: more },
      below: { users: under.id, sessions: (await api.given.session(under)).id, roles: nothing },
      self: { users: self.user.id, sessions: self.id, roles: primary.roles[role] ?? '' },
    };
    return { client: api.as(self), letter: LETTERS[role], targets };
  }

  const isRead = ({ name, method }: Route) => method === 'GET' || READS_BY_POST.includes(name);
  const tried = ({ name, path, ...route }: Route): Route => ({
    ...route,
    name,
    path: isRead({ name, path, ...route }) ? path : `${path}?dryRun=true`,
  });

  /** What the rules say to who holds the permission; null: nothing against it. */
  function ruling(route: Route, whom: keyof Targets): string | null {
    if (isRead(route)) return null;
    const kind = kindOf(route.path);
    if (whom === 'above') return kind === 'roles' ? 'role-above-own' : 'target-outranks-actor';
    if (whom === 'self' && kind === 'roles') return 'built-in-role';
    return whom === 'self' && NOT_TO_ONESELF.includes(route.name) ? 'self' : null;
  }

  const REFUSALS = ['permission-missing', 'self', 'target-outranks-actor', 'role-above-own', 'built-in-role'];
  const refusalIn = ({ status, body }: Answer<ProblemBody>) =>
    status === 404 || (status >= 400 && REFUSALS.includes(body.code)) ? body.code : null;

  type Try = { readonly route: Route; readonly client: Client; readonly letter: string; readonly may: boolean };

  /** What is told of another Domain's thing but that there is no such thing. */
  async function wrongElsewhere({ route, client, letter, may }: Try): Promise<string[]> {
    const kind = kindOf(route.path);
    const missing = await ask(client, tried(route), newId());
    const foreign = await ask(client, tried(route), elsewhere[kind] ?? '');
    const isTold = withoutRequestId(foreign) !== withoutRequestId(missing);
    const seesAll = kind === 'domains' && letter === 'S';
    return [
      ...(isTold && !seesAll ? [`${route.name} tells other Domains apart`] : []),
      ...(seesAll && refusalIn(foreign) !== null ? [`${route.name} knows no other Domain`] : []),
      ...(may && missing.status !== 404 ? [`${route.name}: ${missing.status} for what never was`] : []),
    ];
  }

  async function wrongOf({ route, client }: Try, id: string, expected: string | null, whom: string): Promise<string[]> {
    const answer = await ask(client, tried(route), id);
    const said = refusalIn(answer);
    return said === expected ? [] : [`${route.name}, ${whom}: ${said ?? answer.status} instead of ${expected}`];
  }

  function wrongInDomain(one: Try, kind: string): Promise<string[]> {
    const isOthersJob = kind === 'jobs' && OWN_JOBS.includes(one.letter);
    const isOthersView = kind === 'users/views' && !isRead(one.route) && !'SD'.includes(one.letter);
    const inside = Object.entries(INSIDE).find(([part]) => one.route.path.includes(part))?.[1] ?? null;
    const missing = isOthersJob ? 'job-not-found' : inside;
    const expected = one.may && !isOthersView ? missing : 'permission-missing';
    return wrongOf(one, here[kind] ?? '', expected, 'own Domain');
  }

  async function wrongHere(one: Try, targets: Targets, role: BuiltInRole): Promise<string[]> {
    const { route, may } = one;
    const kind = kindOf(route.path);
    const refused = may ? null : 'permission-missing';
    if (!(kind in targets.below)) return wrongInDomain(one, kind);
    const wrong: string[] = [];
    for (const whom of ABOVE[role] === null ? (['below', 'self'] as const) : (['above', 'below', 'self'] as const)) {
      wrong.push(...(await wrongOf(one, targets[whom][kind] ?? '', refused ?? ruling(route, whom), whom)));
    }
    return wrong;
  }

  it.each(BUILT_IN_ROLES)('PRV-05 tells %s of every route what it may do to whom', async (role) => {
    const { client, letter, targets } = await asked(role);
    const wrong: string[] = [];
    for (const route of withId) {
      const one: Try = { route, client, letter, may: MATRIX[route.name]?.includes(letter) ?? false };
      wrong.push(...(await wrongElsewhere(one)), ...(await wrongHere(one, targets, role)));
    }
    expect(wrong).toEqual([]);
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
  const [job, provider, imported, view] = [newId(), newId(), newId(), newId()];
  await api.get(UnitOfWork).write(inDomain(domain), async (tx) => {
    // One that has ended, so that whoever follows it is soon through.
    await tx.sql(`INSERT INTO job (id, domain_id, kind, state) VALUES ($1, $2, 'import', 'succeeded')`, [
      job,
      domain.id,
    ]);
    await tx.sql(
      `INSERT INTO user_view (id, domain_id, owner_id, owner, name, shared) VALUES ($1, $2, $3, $4, 'All', true)`,
      [view, domain.id, user.id, user.username],
    );
    await tx.sql(`INSERT INTO provider (id, domain_id, kind, name, config) VALUES ($1, $2, 'ldap', 'Directory', $3)`, [
      provider,
      domain.id,
      JSON.stringify({ ...LDAP_DEFAULTS, ...LDAP_PRESETS.openldap, url: 'ldap://127.0.0.1:9', baseDn: 'dc=example' }),
    ]);
    await tx.sql(
      `INSERT INTO user_import (id, domain_id, job_id, state, file_name, delimiter, headers, without_password, uploader)
       VALUES ($1, $2, $3, 'succeeded', 'people.csv', ',', '[]', 'temporary', '{}')`,
      [imported, domain.id, job],
    );
    return { result: undefined, unchanged: true };
  });
  const [event] = await api.database.sql<{ id: string }>('SELECT id FROM audit_event WHERE domain_id = $1 LIMIT 1', [
    domain.id,
  ]);
  return {
    users: user.id,
    'users/views': view,
    'users/imports': imported,
    roles: domain.roles.operator ?? '',
    sessions: session.id,
    'me/sessions': session.id,
    domains: domain.id,
    jobs: job,
    providers: provider,
    'audit-events': event?.id ?? '',
  };
}
