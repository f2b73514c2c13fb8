import type { Page } from '@playwright/test';
import { startOidcPeer, type OidcPeer } from '../../apps/api/testing/oidc-peer.js';
import { SamlPeer } from '../../apps/api/testing/saml-peer.js';
import { expectAccessible, expectAccessibleAtWidths } from '../support/axe.js';
import { choose, goTo, heading, openAccountMenu, row, signIn } from '../support/console.js';
import type { Seeded } from '../support/seed.js';
import { expect, test } from '../support/test.js';

test.setTimeout(180_000);

const SECRET = 'A secret: with/odd+characters';
const PERSON = { given_name: 'Ada', family_name: 'Lovelace', email: 'ada@example.org', email_verified: true };
/** Nobody listens there. */
const NOT_YET = 'http://127.0.0.1:9';

let peer: OidcPeer | null = null;
let samlPeer: SamlPeer | null = null;
test.afterEach(async () => {
  await peer?.close();
  await samlPeer?.close();
  peer = samlPeer = null;
});

/** Told by the page before the provider is there. */
const ours = async (page: Page, name: string) =>
  (
    await page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd[1]/code').first().innerText()
  ).trim();

const saved = (page: Page) => page.getByRole('main').getByText('Saved', { exact: true });

/** What the identity provider has to be told of us, from the page that shows it. */
async function startPeer(page: Page): Promise<OidcPeer> {
  const started = await startOidcPeer({
    reach: (url) => url,
    clients: [
      {
        client_id: 'wardkeep',
        client_secret: SECRET,
        redirect_uris: [await ours(page, 'Redirect URI')],
        post_logout_redirect_uris: [await ours(page, 'Redirect URI after sign-out')],
        backchannel_logout_uri: await ours(page, 'Back-channel logout URI'),
      },
    ],
  });
  started.people.set('sub-ada', { ...PERSON, preferred_username: 'ada', groups: ['operators', 'all-staff'] });
  started.people.set('sub-tim', { ...PERSON, email: 'tim@example.org', preferred_username: 'tim', groups: [] });
  started.signsIn = 'sub-ada';
  peer = started;
  return started;
}

async function fillProvider(page: Page, issuer: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Issuer' }).fill(issuer);
  await page.getByRole('textbox', { name: 'Client ID' }).fill('wardkeep');
  await page.getByLabel('Client secret', { exact: true }).fill(SECRET);
}

async function addProvider(page: Page): Promise<OidcPeer> {
  await goTo(page, 'Single sign-on');
  await page.getByRole('link', { name: 'Add provider' }).first().click();
  const told = await ours(page, 'Redirect URI');
  await page.reload();
  expect(await ours(page, 'Redirect URI')).toBe(told);
  const started = await startPeer(page);
  await page.getByRole('radio', { name: /^Keycloak/ }).check();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Corp ID');
  await fillProvider(page, started.issuer);
  await expectAccessible(page, 'a provider that is added');
  await page.getByRole('button', { name: 'Add provider' }).click();
  await expect(heading(page, 'Corp ID')).toBeVisible();
  expect(await ours(page, 'Redirect URI')).toBe(told);
  await expect(page.getByText('Less safe than it can be')).toBeVisible();
  return started;
}

async function mapOperators(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Mapping', exact: true }).click();
  await expect(page.getByText('Sample: ada')).toBeVisible();
  await page.getByRole('button', { name: 'Add group' }).click();
  await page.getByRole('combobox', { name: 'Group 1', exact: true }).fill('operators');
  await page.keyboard.press('Escape');
  await choose(page, 'Role of group 1', /^Operator/);
  await page.getByRole('radio', { name: /^Refuse the sign-in/ }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(saved(page)).toBeVisible();
}

async function tryOut(page: Page): Promise<void> {
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: 'Try a sign-in' }).click(),
  ]);
  // The page itself may still show the result of the test before.
  for (const each of [opened, page]) {
    await expect(each.getByRole('main').getByText(/^This sign-in would/)).toBeVisible({ timeout: 30_000 });
  }
  await opened.close();
}

const button = (page: Page) => page.getByRole('link', { name: 'Sign in with Corp ID' });
const signedIn = (page: Page) => expect(page.getByRole('button', { name: /^Account of/ })).toBeVisible();

async function signInAt(page: Page, { name }: Seeded, next = ''): Promise<void> {
  await page.goto(`/sign-in?${new URLSearchParams({ domain: name, ...(next && { next }) })}`);
  await button(page).click();
}

test('an OpenID provider is set up, tried, enabled; its people come in with the role of their group, and go by it', async ({
  page,
  newPage,
  domain,
  guard,
}) => {
  guard.expectStatus(401, 404);
  await signIn(page, domain.admin);
  const { people } = await addProvider(page);

  await test.step('tried while it is disabled, and mapped by what arrived', async () => {
    await page.getByRole('link', { name: 'Test sign-in', exact: true }).click();
    await tryOut(page);
    await expect(page.getByText('ada would become a user with the role Read-only')).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: 'family_name' })).toContainText('Last name');
    await page.getByText('The ID token: header and claims').click();
    await expect(page.getByRole('region', { name: 'The ID token: header and claims' })).toContainText('"nonce": "[…]"');
    await expectAccessibleAtWidths(page, 'a test sign-in');
    await mapOperators(page);
    await page.getByRole('link', { name: 'Test sign-in', exact: true }).click();
    await tryOut(page);
    await expect(page.getByText('ada would become a user with the role Operator')).toBeVisible();
    await page.goto('/users');
    await expect(row(page, 'ada')).toHaveCount(0);
  });

  await test.step('enabled: a button on the sign-in page', async () => {
    await goTo(page, 'Single sign-on');
    await row(page, 'Corp ID').getByRole('link').click();
    await page.getByRole('button', { name: 'Enable provider' }).first().click();
    await expect(page.getByRole('button', { name: 'Disable provider' })).toBeVisible();
  });

  const ada = await newPage();
  await test.step('the first sign-in makes the user and leads where one wanted to go', async () => {
    await signInAt(ada, domain, '/users?q=ada');
    await signedIn(ada);
    await expect(ada).toHaveURL(/\/users\?q=ada/);
    await row(ada, 'ada').getByRole('link').click();
    await expect(ada.getByText('From the provider Corp ID')).toBeVisible();
    await expect(ada.getByText('Managed by the identity provider')).toBeVisible();
    await expect(ada.getByText('Operator', { exact: true }).first()).toBeVisible();
    await expect(ada.getByRole('link', { name: 'Edit' })).toHaveCount(0);
    await expectAccessible(ada, 'a user of an identity provider');
  });

  await test.step('signing out ends both sides, the next sign-in finds the same user', async () => {
    await openAccountMenu(ada);
    await ada.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(ada.locator('form#op\\.logoutForm')).toBeAttached();
    await ada.evaluate(() => document.querySelector('form')?.submit());
    await expect(heading(ada, 'Sign in')).toBeVisible();
    await signInAt(ada, domain);
    await signedIn(ada);
    await page.goto('/users');
    await expect(row(page, 'ada')).toHaveCount(1);
  });

  await test.step('nobody without a role comes in, and the reference leads to why', async () => {
    if (peer) peer.signsIn = 'sub-tim';
    const tim = await newPage();
    await signInAt(tim, domain, '/users');
    const alert = tim.getByRole('alert');
    await expect(alert).toContainText('You are not signed in');
    const reference = await alert.locator('code').innerText();
    await expectAccessible(tim, 'a refused sign-in at an identity provider');
    await expect(button(tim)).toHaveAttribute('href', /returnTo=%2Fusers/);
    await goTo(page, 'Single sign-on');
    await row(page, 'Corp ID').getByRole('link').click();
    await page.getByRole('link', { name: 'Refusals', exact: true }).click();
    await expect(page.getByRole('listitem').filter({ hasText: reference })).toContainText('No role');
    await goTo(page, 'Single sign-on');
    await expect(row(page, 'Corp ID')).toContainText('No role');
    await row(page, 'Corp ID').getByRole('link').click();
    await page.getByRole('link', { name: 'Refusals', exact: true }).click();
    await expectAccessibleAtWidths(page, 'refusals of a provider');
  });

  await test.step('whoever is disabled stays out, and whoever is renamed is followed', async () => {
    people.set('sub-ada', { ...people.get('sub-ada'), family_name: 'King' });
    if (peer) peer.signsIn = 'sub-ada';
    const again = await newPage();
    await signInAt(again, domain);
    await signedIn(again);
    await page.goto('/users?q=ada');
    await row(page, 'ada').getByRole('link', { name: 'ada', exact: true }).click();
    await expect(heading(page, 'Ada King')).toBeVisible();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: /^Disable/ }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Disable/ })
      .click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await signInAt(again, domain);
    await expect(again.getByRole('alert')).toContainText('You are not signed in');
  });
});

test('a provider that does not answer keeps nobody else out', async ({ page, domain, guard }) => {
  guard.expectStatus(401, 503);
  const { id } = await domain.api.providers.create<'oidc'>({
    kind: 'oidc',
    name: 'Corp ID',
    config: {
      issuer: NOT_YET,
      clientId: 'wardkeep',
      clientSecret: SECRET,
      attributes: { username: 'sub', firstName: 'given_name', lastName: 'family_name', email: null, groups: null },
    },
  });
  await signInAt(page, domain);
  await expect(page.getByRole('alert')).toContainText('The identity provider does not answer');
  await expectAccessible(page, 'an identity provider that does not answer');
  await signIn(page, domain.admin);
  await page.goto(`/sso/${id}/connection`);
  await page.getByRole('button', { name: 'Disable provider' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable provider' }).click();
  await page.getByRole('button', { name: 'Delete provider' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete Corp ID?' });
  await dialog.getByRole('textbox', { name: 'Type Corp ID to confirm' }).fill('Corp ID');
  await dialog.getByRole('button', { name: 'Delete provider' }).click();
  await expect(page.getByRole('heading', { name: 'No identity provider yet' })).toBeVisible();
});

/** Tells the identity provider what it has to know of us. */
async function introduce({ api }: Seeded, id: string, told: SamlPeer): Promise<void> {
  const { endpoints } = await api.providers.get<'saml'>(id);
  const { keys } = await api.providers.samlUpkeep(id);
  const { entityId, acsUrl, sloUrl } = endpoints;
  told.client = { entityId, acsUrl, sloUrl, signing: keys.map(({ certificate }) => certificate), encryption: null };
}

test('a SAML provider is known by its metadata; keys are changed on both sides and nobody notices', async ({
  page,
  newPage,
  domain,
  guard,
}) => {
  guard.expectStatus(400, 401, 404);
  const there = await SamlPeer.start();
  samlPeer = there;
  const claims = { uid: 'ann', givenName: 'Ann', sn: 'Lee', mail: 'ann@example.org', groups: ['ops'] };
  there.person = { id: 'ann-persistent', claims };
  await signIn(page, domain.admin);
  await goTo(page, 'Single sign-on');
  await page.getByRole('link', { name: 'Add provider' }).first().click();
  await page.getByRole('radio', { name: /^SAML 2.0/ }).check();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Corp ID');
  await page.getByRole('textbox', { name: 'Metadata URL' }).fill(`${there.url}/metadata`);
  await page.getByRole('button', { name: 'Add provider' }).click();
  await expect(heading(page, 'Corp ID')).toBeVisible();
  await expect(page.getByText(there.entityId).first()).toBeVisible();
  const id = new URL(page.url()).pathname.split('/')[2] ?? '';
  await introduce(domain, id, there);

  await test.step('tried and enabled', async () => {
    await page.getByRole('link', { name: 'Test sign-in', exact: true }).click();
    await tryOut(page);
    await expect(page.getByText('ann would become a user with the role Read-only')).toBeVisible();
    await page.getByRole('button', { name: 'Enable provider' }).first().click();
    await expect(page.getByRole('button', { name: 'Enable provider' })).toHaveCount(0);
  });

  const ann = await newPage();
  await test.step('signed in, where one wanted to go', async () => {
    await signInAt(ann, domain, '/users?q=ann');
    await signedIn(ann);
    await expect(ann).toHaveURL(/\/users\?q=ann/);
    await expect(row(ann, 'ann')).toContainText('Read-only');
  });

  await test.step('signed out on both sides', async () => {
    expect(there.participants).not.toEqual([]);
    await openAccountMenu(ann);
    await ann.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(heading(ann, /^(Sign in|You are signed out)$/)).toBeVisible();
    expect(there.participants).toEqual([]);
  });

  await test.step('our key is changed, then theirs, and one signs in as before', async () => {
    await page.getByRole('link', { name: 'Connection', exact: true }).click();
    await page.getByRole('button', { name: 'Begin change of keys' }).click();
    await expect(page.locator('dt', { hasText: 'Prepared' })).toBeVisible();
    await introduce(domain, id, there);
    await page.getByRole('button', { name: 'Finish change of keys' }).click();
    await expect(page.getByRole('button', { name: 'Begin change of keys' })).toBeVisible();
    await there.addKey();
    await page.getByRole('button', { name: 'Read again' }).click();
    await expect(page.getByText('The provider’s metadata has changed')).toBeVisible();
    await expectAccessibleAtWidths(page, 'new metadata of a provider');
    await page.getByRole('button', { name: 'Adopt change' }).click();
    await expect(page.getByText('The provider’s metadata has changed')).toHaveCount(0);
    there.dropOldKey();
    await signInAt(ann, domain);
    await signedIn(ann);
  });
});
