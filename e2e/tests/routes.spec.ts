import type { Page } from '@playwright/test';
import { LDAP_PRESETS, OIDC_PRESETS, type ResetLink } from 'wardkeep/contracts';
import { CLASSIC_POLICY } from 'wardkeep/rules';
import { expectAccessibleAtWidths, LOOKS } from '../support/axe.js';
import { heading, signIn } from '../support/console.js';
import type { Seeded } from '../support/seed.js';
import { expect, test } from '../support/test.js';
import { APPLIED, IMPORT, JOB, RUN, withWorkUnderWay } from '../support/work-under-way.js';

test.describe.configure({ mode: 'parallel' });

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
async function look(page: Page, address: string, seen = new Set<string>(), looks = LOOKS): Promise<void> {
  await page.setViewportSize(WIDE);
  await page.goto(address);
  await settled(page);
  if (seen.has(page.url())) return;
  seen.add(page.url());
  await expectAccessibleAtWidths(page, address, looks);
}

const LINK: ResetLink = {
  username: 'ada',
  domain: 'Acme',
  purpose: 'invitation',
  passwordPolicy: CLASSIC_POLICY,
};

/** One object for each page that shows one. */
async function examples(domain: Seeded, walk: string): Promise<Readonly<Record<string, string>>> {
  const kim = await domain.addUser({ username: `kim.${walk}`, email: `kim.${walk}@example.org` });
  await domain.api.users.update(kim.id, kim.version, { phone: '+41441234567' }, { reason: 'Asked by phone' });
  await domain.addUser({ username: `tim.${walk}` });
  await domain.invite([`invited.${walk}`]);
  const [event] = (await domain.api.auditEvents.list({ type: 'user.updated', subject: kim.id })).items;
  const [role] = (await domain.api.roles.list()).items;
  const config = { ...LDAP_PRESETS.openldap, url: 'ldaps://dc1.example.org', baseDn: 'dc=example,dc=org' };
  const directory = await domain.api.providers.create({ kind: 'ldap', name: `Head office ${walk}`, config });
  const provider = await domain.api.providers.create<'oidc'>({
    kind: 'oidc',
    name: `Corp ID ${walk}`,
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

/** Nobody waits for the end: each page is then looked at one way, the next one the other. */
const isUnattended = process.env['CI'] !== undefined;
/** The pages are shared out, since each takes a second or two. */
const WALKS = ['first', 'second', 'third'];

for (const [place, walk] of WALKS.entries()) {
  test(`every page with a session, in light and dark, wide and narrow: the ${walk} part`, async ({ page, seeder }) => {
    test.setTimeout(300_000);
    const primary = await seeder.primary();
    const walker = `root.${walk}`;
    await primary.addUser({ username: walker, role: 'system-administrator' });
    const ids = await examples(primary, walk);
    await withWorkUnderWay(page);
    await signIn(page, primary.person(walker));
    const known = new Set((await routesInside(page)).map((route) => addressOf(route, ids)));
    expect(known.size).toBeGreaterThanOrEqual(32);
    const inStates = [
      '/settings/passwords?of=domain',
      '/settings/sessions?of=domain',
      `/imports/${APPLIED.id}`,
      `/users/${ids['/users']}?edit=yes`,
    ];
    const mine = [...known, ...inStates].filter((_, index) => index % WALKS.length === place);
    const seen = new Set<string>();
    for (const [index, address] of mine.entries()) {
      const looks = isUnattended ? LOOKS.filter((_, each) => each === index % LOOKS.length) : LOOKS;
      await test.step(address, () => look(page, address, seen, looks));
    }
  });
}

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
