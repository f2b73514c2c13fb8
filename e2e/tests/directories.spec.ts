import type { Page } from '@playwright/test';
import { BASE_DN, group, PEOPLE_DN, person, READER_DN, READER_PASSWORD } from '../../apps/api/testing/slapd-entries.js';
import { hasSlapd, Slapd, WITHOUT_SLAPD } from '../../apps/api/testing/slapd.js';
import { expectAccessible } from '../support/axe.js';
import { choose, fillSignIn, goTo, heading, row, signIn } from '../support/console.js';
import type { Person, Seeded } from '../support/seed.js';
import { expect, test } from '../support/test.js';

test.skip(!hasSlapd, WITHOUT_SLAPD);
test.setTimeout(180_000);

const OPERATORS = `cn=operators,ou=groups,${BASE_DN}`;

let directory: Slapd;
test.beforeEach(async () => {
  const people = [person('ada', { memberOf: OPERATORS }), ...['grace', 'joan', 'mary'].map((uid) => person(uid))];
  directory = await Slapd.start({ entries: [...people, group('operators', [`uid=ada,${PEOPLE_DN}`])] });
});
test.afterEach(() => directory.close());

const steps = (page: Page) => page.getByRole('list', { name: 'Steps of the test' }).getByRole('listitem');
const address = () => directory.secureUrl.replace('ldaps://', '');
const testButton = (page: Page) => page.getByRole('button', { name: 'Test', exact: true });
const inDirectory = ({ name }: Seeded, username: string): Person => ({
  domain: name,
  username,
  password: `password-of-${username}`,
});

async function fillConnection(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /^OpenLDAP/ }).check();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Head office');
  await page.getByRole('textbox', { name: 'Address' }).fill(address());
  await page.getByRole('textbox', { name: 'CA certificate (optional)' }).fill(directory.caCertificate);
  await page.getByRole('textbox', { name: 'Bind DN (optional)' }).fill(READER_DN);
  await page.getByRole('textbox', { name: 'Base DN' }).fill(PEOPLE_DN);
}

/** Adds the directory by the REST API, for what is not about adding one. */
async function addDirectory({ api }: Seeded, enabled = true) {
  const { id } = await api.providers.create({
    kind: 'ldap',
    name: 'Head office',
    enabled,
    config: {
      url: directory.secureUrl,
      caCertificate: directory.caCertificate,
      bindDn: READER_DN,
      bindPassword: READER_PASSWORD,
      baseDn: PEOPLE_DN,
      userFilter: '(&(objectClass=inetOrgPerson)(uid={username}))',
      attributes: {
        username: 'uid',
        firstName: 'givenName',
        lastName: 'sn',
        email: 'mail',
        uniqueId: 'entryUUID',
        groups: 'memberOf',
      },
    },
  });
  return id;
}

/** Starts a run and waits until it has ended. */
async function preview(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByText('This is what a sync would change')).toBeVisible({ timeout: 60_000 });
}

async function apply(page: Page, action: string | RegExp = 'Sync now'): Promise<void> {
  await page.getByRole('button', { name: /^Apply/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: action }).click();
  await expect(page.getByText('The last sync did everything')).toBeVisible({ timeout: 60_000 });
}

test('a directory is configured, tested, previewed and applied; its users sign in, and what an administrator gave them stays', async ({
  page,
  pageOf,
  newPage,
  domain,
}) => {
  await signIn(page, domain.admin);
  await goTo(page, 'Directories');
  await expect(page.getByRole('heading', { name: 'No directory yet' })).toBeVisible();
  await page.getByRole('link', { name: 'Add directory' }).first().click();

  await test.step('tested before it is stored', async () => {
    await fillConnection(page);
    await page.getByLabel('Bind password', { exact: true }).fill('wrong');
    await testButton(page).click();
    await expect(steps(page).filter({ hasText: 'Sign in to the directory' })).toContainText('Failed');
    await expect(page.getByText('Check the bind DN, whole and with its commas')).toBeVisible();
    await expectAccessible(page, 'a failed test');
    await page.getByLabel('Bind password', { exact: true }).fill(READER_PASSWORD);
    await testButton(page).click();
    await expect(page.getByRole('main').getByText('Everything works.')).toBeVisible();
    await expect(page.getByRole('heading', { level: 4, name: 'ada' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Certificate of the directory' })).toContainText(/days? left/);
    await expectAccessible(page, 'a passed test');
  });

  await test.step('added, and mapped beside a real entry', async () => {
    await page.getByRole('button', { name: 'Add directory' }).click();
    await expect(heading(page, 'Head office')).toBeVisible();
    await expect(page.getByText('1 of 4')).toBeVisible();
    await expect(page.getByText('ada@example.org')).toBeVisible();
    await page.getByRole('button', { name: 'Add group' }).click();
    await page.getByRole('combobox', { name: 'Group 1', exact: true }).fill(OPERATORS);
    await page.keyboard.press('Escape');
    await choose(page, 'Role of group 1', /^Operator/);
    await expectAccessible(page, 'the mapping with a sample');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('main').getByText('Saved', { exact: true })).toBeVisible();
  });

  await test.step('previewed and applied', async () => {
    await page.getByRole('link', { name: 'Sync', exact: true }).click();
    await preview(page);
    await expect(page.getByRole('button', { name: '4 to add' })).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: 'grace' })).toContainText('grace@example.org');
    await expectAccessible(page, 'a plan');
    await page.getByRole('button', { name: 'Enable directory' }).first().click();
    await apply(page);
  });

  await test.step('signed in as a directory user', async () => {
    const grace = await pageOf(inDirectory(domain, 'grace'));
    await expect(grace.getByRole('button', { name: /^Account of/ })).toBeVisible();
    await page.goto('/users');
    await expect(row(page, 'ada')).toContainText('Operator');
    await expect(row(page, 'grace')).toContainText('Read-only');
  });

  await test.step('its role is raised, and stays', async () => {
    await row(page, 'grace').getByRole('link').click();
    await expect(page.getByText('From the directory Head office')).toBeVisible();
    await page.getByRole('link', { name: 'Edit' }).click();
    await expect(page.getByRole('textbox', { name: 'First name' })).not.toBeEditable();
    await choose(page, 'Role', /^Operator/);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Give role' }).click();
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeHidden();
    await directory.modify(`uid=grace,${PEOPLE_DN}`, { sn: 'Hopper' });
    await page.getByRole('link', { name: 'Head office' }).click();
    await page.getByRole('link', { name: 'Sync', exact: true }).click();
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sync now' }).click();
    await page.getByRole('link', { name: 'History', exact: true }).click();
    await expect(page.getByRole('row').nth(1)).toContainText(/Succeeded.*1 updated/, { timeout: 60_000 });
    await page.getByRole('row').nth(1).getByRole('link').click();
    await expect(page.getByRole('row').filter({ hasText: 'grace' })).toContainText('Hopper');
    await page.getByRole('link', { name: 'grace' }).click();
    await expect(heading(page, 'Ada Hopper')).toBeVisible();
    await expect(page.getByText('Operator', { exact: true }).first()).toBeVisible();
  });

  await test.step('chosen at the next sign-in, too', async () => {
    const again = await newPage();
    await again.goto(`/sign-in?domain=${domain.name}`);
    const places = again.getByLabel('Where your account is').getByRole('option');
    await expect(places).toHaveText(['Automatic', 'Local account', 'Head office']);
    await chooseDirectory(again, 'Head office');
    await fillSignIn(again, inDirectory(domain, 'grace'));
    await expect(heading(again, /^Hello/)).toBeVisible();
  });
});

/** The browser's own choice, which takes no script of ours. */
const chooseDirectory = (page: Page, name: string) =>
  page.getByLabel('Where your account is').selectOption({ label: name });

test('a sync that would disable too many stops in red, and goes on only with their number typed', async ({
  page,
  domain,
}) => {
  const id = await addDirectory(domain);
  await signIn(page, domain.admin);
  await page.goto(`/directories/${id}/sync`);
  await preview(page);
  await apply(page);
  for (const uid of ['joan', 'mary']) await directory.remove(`uid=${uid},${PEOPLE_DN}`);
  await page.getByRole('button', { name: 'Sync now' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByText('Stopped with nothing changed', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/^2 users would be disabled: 50/)).toBeVisible();
  await expectAccessible(page, 'a stopped run');
  await page.getByRole('button', { name: 'Apply all the same…' }).click();
  const dialog = page.getByRole('dialog');
  const go = dialog.getByRole('button', { name: 'Sync and disable 2 users' });
  await go.click();
  await expect(dialog.getByRole('textbox', { name: 'Type 2 to confirm' })).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByRole('textbox', { name: 'Type 2 to confirm' }).fill('2');
  await go.click();
  await expect(page.getByText('The last sync did everything')).toBeVisible({ timeout: 60_000 });
  await page.goto('/users');
  await expect(row(page, 'joan')).toContainText('Disabled');
  await expect(row(page, 'ada')).toContainText('Active');
});

test('the bind password is asked for again where it would go elsewhere', async ({ page, domain, guard }) => {
  guard.expectStatus(422);
  const id = await addDirectory(domain, false);
  await signIn(page, domain.admin);
  await page.goto(`/directories/${id}/connection`);
  await expect(page.getByText(/^Set on/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Address' }).fill(`ldap://${directory.url.replace('ldap://', '')}`);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: /^StartTLS/ })).toBeChecked();
  const password = page.getByLabel('Bind password', { exact: true });
  await expect(page.getByText('Type it again: where it is sent to')).toBeVisible();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(password).toHaveAccessibleDescription(/Type it again/);
  await expect(password).toBeFocused();
  await password.fill(READER_PASSWORD);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('main').getByText('Saved', { exact: true })).toBeVisible();
  await testButton(page).click();
  await expect(page.getByRole('main').getByText('Everything works.')).toBeVisible();
});

test('a directory that is down keeps nobody else out, and is called by its name', async ({ page, domain, guard }) => {
  guard.expectStatus(401, 503);
  await addDirectory(domain);
  await directory.stop();
  await page.goto(`/sign-in?domain=${domain.name}`);
  await fillSignIn(page, inDirectory(domain, 'grace'));
  await expect(page.getByRole('alert')).toContainText('Head office does not answer', { timeout: 20_000 });
  await expectAccessible(page, 'a directory that does not answer');
  await fillSignIn(page, domain.admin);
  await expect(heading(page, /^Hello/)).toBeVisible();
});

test('a directory is deleted by its name, once it is disabled', async ({ page, domain }) => {
  const id = await addDirectory(domain);
  await signIn(page, domain.admin);
  await page.goto(`/directories/${id}/connection`);
  await expect(page.getByText('Disable the directory first.')).toBeVisible();
  await page.getByRole('button', { name: 'Disable directory' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable directory' }).click();
  await page.getByRole('button', { name: 'Delete directory' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete Head office?' });
  await dialog.getByRole('textbox', { name: 'Type Head office to confirm' }).fill('head office');
  await expectAccessible(page, 'the question before a directory is deleted');
  await dialog.getByRole('button', { name: 'Delete directory' }).click();
  await expect(page.getByRole('heading', { name: 'No directory yet' })).toBeVisible();
});
