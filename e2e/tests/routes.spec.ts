import type { Page } from '@playwright/test';
import {
  LDAP_PRESETS,
  OIDC_PRESETS,
  type Import,
  type ImportRow,
  type Job,
  type ResetLink,
  type SyncChange,
  type SyncRun,
} from 'wardkeep/contracts';
import { CLASSIC_POLICY } from 'wardkeep/rules';
import { expectAccessibleAtWidths } from '../support/axe.js';
import { heading, signIn } from '../support/console.js';
import type { Seeded } from '../support/seed.js';
import { expect, test } from '../support/test.js';

const WIDE = { width: 1280, height: 800 };
const SHELL = '/shell';
const OUTSIDE = ['/sign-in', '/forgot', '/reset', '/signed-out'];
/** What a sign-in goes through: whoever comes here by the address starts again. */
const STEPS = ['/sign-in/two-factor', '/sign-in/enrol', '/sign-in/new-password'];

/** What the router knows, read from the running console: a route that is added is walked without a change here. */
async function routesInside(page: Page): Promise<string[]> {
  const ids = await page.evaluate(() => {
    const { __TSR_ROUTER__: router } = window as unknown as { __TSR_ROUTER__: { routesById: object } };
    return Object.keys(router.routesById);
  });
  const paths = ids.filter((id) => id !== '__root__' && id !== SHELL).map((id) => id.replace(SHELL, ''));
  return paths.filter((path) => !OUTSIDE.includes(path)).map((path) => path.replace(/(.)\/$/, '$1'));
}

async function settled(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeAttached();
  await page.waitForLoadState('networkidle');
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

/** Looks at the page of an address, unless that leads to one which was looked at. */
async function look(page: Page, address: string, seen = new Set<string>()): Promise<void> {
  await page.setViewportSize(WIDE);
  await page.goto(address);
  await settled(page);
  if (seen.has(page.url())) return;
  seen.add(page.url());
  await expectAccessibleAtWidths(page, address);
}

const JOB: Job = {
  id: '01a20000-0000-7000-8000-000000000001',
  kind: 'upkeep',
  state: 'running',
  progress: { done: 40, total: 100 },
  result: null,
  error: null,
  startedBy: null,
  createdAt: '2026-11-22T04:00:00.000Z',
  updatedAt: '2026-11-22T04:00:01.000Z',
};

const LINK: ResetLink = {
  username: 'ada',
  domain: 'Acme',
  purpose: 'invitation',
  passwordPolicy: CLASSIC_POLICY,
};

const RUN: SyncRun = {
  id: '01a20000-0000-7000-8000-000000000002',
  providerId: '01a20000-0000-7000-8000-000000000003',
  jobId: null,
  mode: 'plan',
  state: 'succeeded',
  cause: 'person',
  startedBy: 'ada',
  startedAt: '2026-11-22T04:00:00.000Z',
  endedAt: '2026-11-22T04:00:09.000Z',
  counts: { create: 1, update: 1, disable: 1, reenable: 0, skip: 1, unchanged: 20 },
  applied: 0,
  refused: 0,
  stoppedBecause: null,
  detail: null,
};

const CHANGE: SyncChange = {
  position: 1,
  kind: 'update',
  dn: 'uid=kim,ou=people,dc=example,dc=org',
  username: 'kim',
  userId: null,
  changes: [{ field: 'lastName', before: 'Keller', after: 'Meier' }],
  reason: null,
  appliedAt: null,
  refused: null,
};

const pageOf = (...items: readonly object[]) => ({
  items,
  nextCursor: null,
  total: { value: items.length, relation: 'exact' },
});

/** No directory is near, so what its runs did is given here. */
async function withSyncs(page: Page): Promise<void> {
  const skipped: SyncChange = {
    ...CHANGE,
    position: 2,
    kind: 'skip',
    username: null,
    changes: [],
    reason: 'no-username',
  };
  await page.route(/\/syncs(\?|$)/, (route) =>
    route.fulfill({ json: pageOf(RUN, { ...RUN, id: JOB.id, refused: 2 }) }),
  );
  await page.route(/\/syncs\/[^/]+$/, (route) => route.fulfill({ json: RUN }));
  await page.route(/\/syncs\/[^/]+\/changes/, (route) => route.fulfill({ json: pageOf(CHANGE, skipped) }));
}

const IMPORT: Import = {
  id: '01a20000-0000-7000-8000-000000000004',
  state: 'ready',
  paused: false,
  fileName: 'staff.csv',
  fileBytes: 412_345,
  delimiter: ',',
  headers: [
    { header: 'username', column: 'username' },
    { header: 'department', column: null },
  ],
  withoutPassword: 'temporary',
  counts: { new: 90, changed: 7, same: 2, error: 1 },
  progress: { done: 100, total: 100 },
  outcomes: { created: 0, updated: 0, refused: 0 },
  undone: { deleted: 0, restored: 0, kept: 0 },
  temporaryPasswords: 0,
  error: null,
  jobId: null,
  uploadedBy: 'ada',
  confirmedBy: null,
  uploadedAt: '2026-11-22T04:00:00.000Z',
  validatedAt: '2026-11-22T04:00:01.000Z',
  confirmedAt: null,
  endedAt: null,
  expiresAt: '2026-11-23T04:00:01.000Z',
  actions: ['confirm', 'cancel'],
};

const APPLIED: Import = {
  ...IMPORT,
  id: '01a20000-0000-7000-8000-000000000005',
  state: 'succeeded',
  outcomes: { created: 90, updated: 6, refused: 1 },
  temporaryPasswords: 90,
  confirmedBy: 'ada',
  confirmedAt: '2026-11-22T04:01:00.000Z',
  endedAt: '2026-11-22T04:02:00.000Z',
  actions: ['undo'],
};

const IMPORT_ROW: ImportRow = {
  line: 2,
  verdict: 'error',
  username: 'kim',
  userId: null,
  credential: null,
  reasons: [{ column: 'email', code: 'email', detail: 'use an address' }],
  changes: [],
  outcome: null,
  refused: null,
  undone: null,
};

/** Imports as they are before and after, without the time that they take. */
async function withImports(page: Page): Promise<void> {
  const changed: ImportRow = { ...IMPORT_ROW, line: 3, verdict: 'changed', reasons: [], changes: CHANGE.changes };
  await page.route(/\/users\/imports(\?|$)/, (route) => route.fulfill({ json: pageOf(IMPORT, APPLIED) }));
  await page.route(/\/users\/imports\/[^/]+$/, (route) =>
    route.fulfill({ json: route.request().url().includes(APPLIED.id) ? APPLIED : IMPORT }),
  );
  await page.route(/\/users\/imports\/[^/]+\/rows/, (route) => route.fulfill({ json: pageOf(IMPORT_ROW, changed) }));
}

/** No job runs long enough to be looked at, so the answers are given here. */
async function withJobs(page: Page): Promise<void> {
  await page.route(/\/api\/v1\/jobs\/[^/]+\/events$/, (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: '' }),
  );
  await page.route(/\/api\/v1\/jobs(\?|$)/, (route) => route.fulfill({ json: pageOf(JOB) }));
  await page.route(/\/api\/v1\/jobs\/[^/]+$/, (route) => route.fulfill({ json: JOB }));
}

/** One object for each page that shows one. */
async function examples(domain: Seeded): Promise<Readonly<Record<string, string>>> {
  const kim = await domain.addUser({ username: 'kim', email: 'kim@example.org' });
  await domain.api.users.update(kim.id, kim.version, { phone: '+41441234567' }, { reason: 'Asked by phone' });
  await domain.addUser({ username: 'tim' });
  await domain.invite(['invited']);
  const [event] = (await domain.api.auditEvents.list({ type: 'user.updated', subject: kim.id })).items;
  const [role] = (await domain.api.roles.list()).items;
  const config = { ...LDAP_PRESETS.openldap, url: 'ldaps://dc1.example.org', baseDn: 'dc=example,dc=org' };
  const directory = await domain.api.providers.create({ kind: 'ldap', name: 'Head office', config });
  const provider = await domain.api.providers.create<'oidc'>({
    kind: 'oidc',
    name: 'Corp ID',
    enabled: false,
    config: {
      issuer: OIDC_PRESETS.generic.issuerExample,
      clientId: 'wardkeep',
      clientSecret: 'a secret',
      attributes: OIDC_PRESETS.generic.attributes,
    },
  });
  return {
    '/users': kim.id,
    '/roles': role?.id ?? '',
    '/domains': domain.id,
    '/audit': event?.id ?? '',
    '/jobs': JOB.id,
    '/imports': IMPORT.id,
    '/directories': directory.id,
    '/sso': provider.id,
  };
}

function addressOf(route: string, ids: Readonly<Record<string, string>>): string {
  const address = route
    .replace(/^(\/[^/]+)\/\$id/, (_, list: string) => `${list}/${ids[list] || '$id'}`)
    .replace('$run', RUN.id);
  if (address.includes('$')) throw new Error(`${route} needs an example in examples()`);
  return address === '' ? '/' : address;
}

test('every page with a session, in light and dark, wide and narrow', async ({ page, seeder }) => {
  test.setTimeout(480_000);
  const primary = await seeder.primary();
  await primary.addUser({ username: 'root.walker', role: 'system-administrator' });
  const ids = await examples(primary);
  await withJobs(page);
  await withSyncs(page);
  await withImports(page);
  await signIn(page, primary.person('root.walker'));
  const addresses = new Set((await routesInside(page)).map((route) => addressOf(route, ids)));
  expect(addresses.size).toBeGreaterThanOrEqual(32);
  const seen = new Set<string>();
  for (const address of addresses) await test.step(address, () => look(page, address, seen));
  for (const area of ['passwords', 'sessions']) {
    await test.step(`${area} of the Domain`, () => look(page, `/settings/${area}?of=domain`));
  }
  await test.step('an import that was applied', () => look(page, `/imports/${APPLIED.id}`));
  await test.step('edit', () => look(page, `/users/${ids['/users']}?edit=yes`));
});

test('the states of roles and of access, in light and dark, wide and narrow', async ({ page, domain }) => {
  test.setTimeout(300_000);
  const kim = await domain.addUser({ username: 'kim' });
  const { id } = await domain.api.roles.create({
    name: 'Night shift',
    permissions: [{ permission: 'users:read', scope: 'domain' }],
    twoFactorRequired: true,
  });
  await signIn(page, domain.admin);
  const addresses = [
    `/roles/${id}?edit=yes`,
    '/roles/new?template=siem-viewer',
    '/roles/matrix?only=differences',
    '/roles/holders?permission=users:read',
    `/users/${kim.id}/access?show=missing`,
    `/users/${kim.id}/as-of?at=${new Date().toISOString()}`,
  ];
  for (const address of addresses) await test.step(address, () => look(page, address));
});

test('every page without a session, in light and dark, wide and narrow', async ({ page }) => {
  test.setTimeout(180_000);
  for (const address of OUTSIDE) await test.step(address, () => look(page, address));
  for (const address of STEPS) {
    await test.step(address, async () => {
      await page.goto(address);
      await expect(page.getByText('This sign-in took too long, or the page was reloaded in between.')).toBeVisible();
    });
  }
  await page.route(/\/auth\/password-reset\/check$/, (route) => route.fulfill({ json: LINK }));
  await test.step('a link that works', () => look(page, '/reset#token=abc'));
  await expect(heading(page, 'Set your password')).toBeVisible();
  await test.step('an ended session', () => look(page, '/sign-in?reason=ended&domain=acme'));
});

test('a page that is not there says so', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  await look(page, '/nowhere/at/all');
  await expect(heading(page, 'Nothing is here')).toBeVisible();
});

test('a page beyond the role says which permission is missing', async ({ page, domain, guard }) => {
  guard.expectStatus(403);
  await domain.addUser({ username: 'rea' });
  await signIn(page, domain.person('rea'));
  await expect(page.getByRole('link', { name: 'Audit log' })).toHaveCount(0);
  await look(page, '/audit');
  await expect(heading(page, 'Your role does not allow this page')).toBeVisible();
  await expect(page.getByText(/Your role is Read-only/)).toBeVisible();
});
