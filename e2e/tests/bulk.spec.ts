import { readFile } from 'node:fs/promises';
import type { Download, Locator, Page } from '@playwright/test';
import { expectAccessible, expectAccessibleAtWidths } from '../support/axe.js';
import { choose, goTo, heading, names, row, signIn } from '../support/console.js';
import { expect, test } from '../support/test.js';

const ROWS = 5_000;
const BAD = 37;
/** On a busy machine the embedded database needs its time. */
const PATIENCE = { timeout: 180_000 };

/** Every so many rows something is wrong, each time in another column. */
function staffFile(): string {
  const every = Math.floor(ROWS / BAD);
  const lines = Array.from({ length: ROWS }, (_, index) => {
    const number = String(index).padStart(4, '0');
    const isBad = index % every === 0 && index / every < BAD;
    const [email, role] = [
      isBad && index % 2 === 0 ? 'nobody at all' : `u${number}@example.org`,
      isBad && index % 2 === 1 ? 'Astronaut' : 'Read-only',
    ];
    return `u${number};Kim;Keller ${number};${email};${role};Sales`;
  });
  return ['username;First name;Last name;Elektropost;role;Abteilung', ...lines].join('\r\n');
}

const textOf = async (download: Download): Promise<string> => readFile(await download.path(), 'utf8');

async function downloaded(page: Page, button: Locator): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return textOf(download);
}

const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const selectionBar = (page: Page) => page.getByRole('region', { name: 'Selection' });
const box = (page: Page, name: string) => page.getByRole('checkbox', { name: `Select ${name}`, exact: true });

async function typeAndConfirm(question: Locator, count: number, action: RegExp): Promise<void> {
  await question.getByRole('textbox', { name: `Type ${count} to confirm` }).fill(String(count));
  await question.getByRole('button', { name: action }).click();
  await expect(question).toBeHidden(PATIENCE);
}

test('a file of 5,000 users is checked, imported and taken back', async ({ page, domain }) => {
  test.setTimeout(480_000);
  await signIn(page, domain.admin);
  await page.goto('/imports');
  await expect(page.getByRole('heading', { name: 'No imports yet' })).toBeVisible();
  await page.getByRole('link', { name: 'Import users' }).first().click();
  await expect(heading(page, 'Import users')).toBeVisible();
  expect(await downloaded(page, page.getByRole('button', { name: 'Download template' }))).toContain('username');

  const file = { name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from(staffFile()) };
  await page.locator('input[type=file]').setInputFiles(file);
  const upload = page.getByRole('button', { name: 'Upload and check' });
  await expect(upload).toBeDisabled();
  await page.getByRole('combobox', { name: 'What Elektropost becomes' }).selectOption('Email');
  await page.getByRole('combobox', { name: 'What Abteilung becomes' }).selectOption('Leave out');
  await page.getByRole('radio', { name: /^Invitations/ }).check();
  await expectAccessible(page, 'columns of a file', ['light']);
  await upload.click();

  await expect(page.getByRole('heading', { name: 'Ready to import' })).toBeVisible(PATIENCE);
  const errors = page.getByRole('button', { name: '37 Errors' });
  await expect(page.getByRole('button', { name: '4,963 New' })).toBeVisible();
  await errors.click();
  await expect(page).toHaveURL(/verdict=error/);
  await expect(page.getByRole('row').filter({ hasText: 'no role of this Domain has this name' })).toHaveCount(18);
  await expectAccessibleAtWidths(page, 'rows of an import');
  const report = await downloaded(page, page.getByRole('button', { name: 'Download errors' }));
  expect(report.trim().split(/\r?\n/)).toHaveLength(BAD + 1);
  await expect(domain.api.users.list()).resolves.toMatchObject({ total: { value: 1 } });

  await page.getByRole('button', { name: 'Import 4,963 users…' }).click();
  const question = dialog(page, 'Import 4,963 users?');
  await expect(question).toContainText('No session ends');
  await expectAccessible(page, 'confirmation of an import', ['light']);
  await typeAndConfirm(question, ROWS - BAD, /^Import 4,963 users$/);
  await goTo(page, 'Roles');
  await expect(heading(page, 'Roles')).toBeVisible(PATIENCE);
  await goTo(page, 'Imports');
  await expect(heading(page, 'Imports')).toBeVisible(PATIENCE);
  await page.getByRole('link', { name: 'staff.csv' }).click(PATIENCE);
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result).toContainText(/Made\s*4,963/, PATIENCE);
  await expect(domain.api.users.list()).resolves.toMatchObject({ total: { value: 4_964 } });
  await expectAccessible(page, 'result of an import', ['dark']);

  await page.getByRole('button', { name: 'Undo this import…' }).click();
  await typeAndConfirm(dialog(page, 'Undo this import?'), ROWS - BAD, /^Undo import$/);
  await expect(page.getByRole('region', { name: 'What undoing did' })).toContainText(/Deleted again\s*4,963/, PATIENCE);
  await expect(domain.api.users.list()).resolves.toMatchObject({ total: { value: 1 } });
});

test('all that match are disabled by a job, which is found again and taken back', async ({ page, domain }) => {
  test.setTimeout(240_000);
  await domain.invite(Array.from({ length: 56 }, (_, index) => `user-${String(index).padStart(2, '0')}`));
  await signIn(page, domain.admin);
  await page.goto('/users?size=25');
  await page.getByRole('checkbox', { name: 'Select all rows of this page' }).check();
  await expect(selectionBar(page)).toContainText('25 selected');
  await selectionBar(page).getByRole('button', { name: 'Select all 57 that match' }).click();
  await expect(selectionBar(page)).toContainText('All 57 selected');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(box(page, 'user-30')).toBeChecked();

  await selectionBar(page).getByRole('button', { name: 'Disable…' }).click();
  const question = dialog(page, 'Disable 56 users?');
  await expect(question).toContainText('You can not do this to your own account');
  await expectAccessible(page, 'question before a bulk action');
  await typeAndConfirm(question, 56, /^Disable 56 users$/);
  await expect(page.getByRole('status', { name: /^Disabling users/ })).toBeFocused();
  await goTo(page, 'Roles');
  await page.getByRole('button', { name: /^1 job (running|ended)$/ }).click();
  const drawer = dialog(page, 'Your jobs');
  await expectAccessible(page, 'jobs in the drawer', ['dark']);
  await drawer.getByRole('link', { name: 'Disabling users' }).click();
  await expect(heading(page, 'Disabling users')).toBeVisible(PATIENCE);
  await expect(page.getByRole('region', { name: 'Result' })).toContainText(/Done\s*56/, PATIENCE);
  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('Left out');
  await expect.poll(() => names(page)).toEqual([domain.admin.username]);
  await expectAccessibleAtWidths(page, 'a bulk job');
  await expect(domain.api.users.list({ status: 'disabled' })).resolves.toMatchObject({ total: { value: 56 } });

  await page.getByRole('button', { name: 'Take back…' }).click();
  const back = dialog(page, /^Take back/);
  await back.getByRole('button', { name: 'Take back' }).click();
  await expect(heading(page, 'Enabling users')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Result' })).toContainText(/Done\s*56/, PATIENCE);
  await expect(domain.api.users.list({ status: 'disabled' })).resolves.toMatchObject({ total: { value: 0 } });
});

test('an export is downloaded: those that match, and with sensitive fields only when asked', async ({
  page,
  domain,
  guard,
}) => {
  guard.expectStatus(403);
  await domain.addUser({ username: 'kim', firstName: '-Kim', email: 'kim@example.org' });
  await domain.addUser({ username: 'otto', firstName: 'Otto' });
  await signIn(page, domain.admin);
  await page.goto('/users?q=kim');
  await expect.poll(() => names(page)).toEqual(['kim']);
  const open = page.getByRole('button', { name: 'Export…' });
  await open.click();
  const asked = dialog(page, 'Export users');
  await expect(asked).toContainText('Everybody who matches the filters: 1.');
  await expectAccessible(page, 'export');
  const plain = await downloaded(page, asked.getByRole('button', { name: 'Download' }));
  expect(plain).toMatch(/^\uFEFF?username,/);
  expect(plain).toContain("'-Kim");
  expect(plain).not.toContain('kim@example.org');
  expect(plain).not.toContain('otto');

  await open.click();
  await asked.getByRole('radio', { name: /^JSON/ }).check();
  await asked.getByRole('checkbox', { name: /^With sensitive fields/ }).check();
  const proofDue = { code: 'step-up-required', status: 403, title: 'Confirm who you are' };
  await page.route(/\/users\/export\?/, (route) => route.fulfill({ status: 403, json: proofDue }), { times: 1 });
  await asked.getByRole('button', { name: 'Download' }).click();
  await expect(asked.getByLabel('Current password')).toBeFocused();
  await asked.getByLabel('Current password').fill(domain.admin.password);
  const json = JSON.parse(await downloaded(page, asked.getByRole('button', { name: 'Download' }))) as unknown;
  expect(JSON.stringify(json)).toContain('kim@example.org');
});

test('rows are chosen by mouse and by keyboard, over pages, and another filter ends that', async ({ page, domain }) => {
  await domain.invite(['ben', 'carl', 'cleo', 'dora', 'emil']);
  await signIn(page, domain.admin);
  await page.goto('/users');
  await box(page, 'ben').click();
  await box(page, 'cleo').click({ modifiers: ['Shift'] });
  await expect(selectionBar(page)).toContainText('3 selected');
  await expect(box(page, 'carl')).toBeChecked();
  await page.keyboard.press('ArrowDown');
  await expect(box(page, 'dora')).toBeFocused();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(selectionBar(page)).toContainText('5 selected');
  await page.keyboard.press('Space');
  await expect(selectionBar(page)).toContainText('4 selected');
  await expectAccessibleAtWidths(page, 'chosen users');
  await choose(page, 'Status', 'Invited');
  await expect(selectionBar(page)).toBeHidden();
  await expect(page.getByText('Another list: the selection was cleared')).toBeAttached();
  await box(page, 'ben').click();
  await page.keyboard.press('Escape');
  await expect(selectionBar(page)).toBeHidden();
});

test('hygiene leads to its lists, and a list is kept as a view', async ({ page, domain, pageOf }) => {
  await domain.invite(['ben']);
  await domain.addUser({ username: 'zoe', firstName: 'Zoe' });
  await signIn(page, domain.admin);
  await goTo(page, 'Account hygiene');
  await expect(heading(page, 'Account hygiene')).toBeVisible();
  await page.getByRole('link', { name: 'No second factor' }).click();
  await expect(heading(page, 'Users')).toBeVisible();
  await expect(row(page, 'zoe')).toBeVisible();

  await page.goto('/users?q=zoe&sort=-username');
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Zoes');
  await page.getByRole('checkbox', { name: 'Share with everybody here who sees users' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click();
  const views = page.getByRole('navigation', { name: 'Views' });
  await expect(views.getByRole('link', { name: 'Zoes' })).toHaveAttribute('aria-current', 'page');
  await expectAccessible(page, 'a saved view');
  await views.getByRole('link', { name: 'Everybody' }).click();
  await expect(row(page, 'ben')).toBeVisible();

  const other = await pageOf(domain.person('zoe'));
  await other.goto('/users');
  await other.getByRole('link', { name: 'Zoes' }).click();
  await expect(other).toHaveURL(/q=zoe/);
  await expect.poll(() => names(other)).toEqual(['zoe']);
});
