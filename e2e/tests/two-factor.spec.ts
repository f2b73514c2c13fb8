import { appWith, codeField, enrol, keepCodes, readKey } from '../support/authenticator.js';
import { expectAccessible, expectAccessibleAtWidths } from '../support/axe.js';
import { fillSignIn, goTo, heading, openAccountMenu, signIn } from '../support/console.js';
import { PASSWORD } from '../support/seed.js';
import { expect, test } from '../support/test.js';

const NEEDED = 'Set up two-factor authentication';

test('who must have a second factor sets it up at the sign-in, then signs in with it, or with a recovery code', async ({
  page,
  domain,
  guard,
}) => {
  test.setTimeout(120_000);
  guard.expectStatus(401);
  await domain.addUser({ username: 'kim', twoFactorRequired: true });
  const kim = domain.person('kim');
  await page.goto('/sign-in');
  await fillSignIn(page, kim);
  await expect(heading(page, NEEDED)).toBeVisible();
  await expect(page.getByText('the password alone is not enough to sign in')).toBeVisible();
  const app = appWith(await readKey(page));
  await expectAccessibleAtWidths(page, 'key of the app');
  await page.getByRole('button', { name: 'Continue' }).click();
  await codeField(page).fill('000000');
  await expect(codeField(page)).toHaveAccessibleDescription(/That code is wrong/);
  await codeField(page).fill(await app.code());
  await expect(page.getByRole('heading', { name: 'Keep your recovery codes' })).toBeFocused();
  await expectAccessibleAtWidths(page, 'recovery codes');
  const codes = await keepCodes(page, 'Continue to Wardkeep');
  await expect(heading(page, /^Hello/)).toBeVisible();
  await page.goBack();
  await expect(page.getByText(codes[0] ?? '')).toHaveCount(0);

  const again = async () => {
    await page.goto('/');
    await openAccountMenu(page);
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await fillSignIn(page, kim);
    await expect(heading(page, 'Enter your code')).toBeVisible();
  };
  await again();
  await expectAccessible(page, 'code of the app');
  await codeField(page).fill(await app.code());
  await expect(heading(page, /^Hello/)).toBeVisible();

  const recovery = page.getByRole('textbox', { name: 'Recovery code' });
  const withRecovery = async (code = '') => {
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await recovery.fill(code);
    await page.getByRole('button', { name: 'Verify' }).click();
  };
  await again();
  await withRecovery(codes[0]?.toLowerCase().replaceAll('-', ''));
  await expect(heading(page, /^Hello/)).toBeVisible();
  await again();
  await withRecovery(codes[0]);
  await expect(recovery).toHaveAccessibleDescription(/That recovery code is wrong or was used before/);
  await recovery.fill(codes[1] ?? '');
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(heading(page, /^Hello/)).toBeVisible();
});

test('by choice: set up, new recovery codes, and off again with the password', async ({ page, domain, guard }) => {
  guard.expectStatus(401);
  await domain.addUser({ username: 'cleo' });
  await signIn(page, domain.person('cleo'));
  await page.goto('/me');
  const section = page.getByRole('region', { name: 'Two-factor authentication' });
  await section.getByRole('button', { name: NEEDED }).click();
  const setUp = page.getByRole('dialog', { name: NEEDED });
  const app = appWith(await readKey(setUp));
  await setUp.getByRole('button', { name: 'Continue' }).click();
  await codeField(setUp).fill(await app.code());
  const first = await keepCodes(setUp, 'Done');
  await expect(setUp).toBeHidden();
  await expect(section).toContainText('10 of 10');

  await section.getByRole('button', { name: 'New recovery codes' }).click();
  const ask = page.getByRole('dialog', { name: 'Make new recovery codes?' });
  await ask.getByLabel('Current password').fill('Wrong horse 1!');
  await ask.getByRole('button', { name: 'Make new codes' }).click();
  await expect(ask.getByLabel('Current password')).toHaveAccessibleDescription('That is not your current password.');
  await expectAccessible(page, 'refused password for new codes');
  await ask.getByLabel('Current password').fill(PASSWORD);
  await ask.getByRole('button', { name: 'Make new codes' }).click();
  const second = await keepCodes(page.getByRole('dialog', { name: 'Keep your recovery codes' }), 'Done');
  expect(new Set([...first, ...second]).size).toBe(20);

  await section.getByRole('button', { name: 'Switch off' }).click();
  const off = page.getByRole('dialog', { name: 'Switch off two-factor authentication?' });
  await off.getByLabel('Current password').fill(PASSWORD);
  await off.getByRole('button', { name: 'Switch off' }).click();
  await expect(off).toBeHidden();
  await expect(section.getByRole('button', { name: NEEDED })).toBeVisible();
  expect((await domain.api.users.list({ q: 'cleo' })).items[0]).toMatchObject({ totpStatus: 'not_enrolled' });
});

test('where it is required it stays on, until an administrator resets it', async ({
  page,
  newPage,
  domain,
  server,
  guard,
}) => {
  test.setTimeout(120_000);
  guard.expectStatus(401);
  const { id } = await domain.addUser({ username: 'kim', twoFactorRequired: true });
  const app = await enrol(server.url, domain.person('kim'));
  const kim = await newPage();
  await kim.goto('/sign-in?next=/me');
  await fillSignIn(kim, domain.person('kim'));
  await codeField(kim).fill(await app.code());
  const section = kim.getByRole('region', { name: 'Two-factor authentication' });
  await expect(section).toContainText('It is required for your account and stays on.');
  await expect(section.getByRole('button', { name: 'Switch off' })).toHaveCount(0);

  await signIn(page, domain.admin);
  await page.goto(`/users/${id}/security`);
  await expect(page.getByRole('region', { name: 'Two-factor', exact: true })).toContainText('Set up');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Reset two-factor…' }).click();
  const question = page.getByRole('dialog', { name: 'Reset two-factor of kim?' });
  await expect(question).toContainText('1 session ends now');
  await question.getByLabel(/^Reason/).fill('Lost the phone');
  await question.getByRole('button', { name: 'Reset two-factor' }).click();
  await expect(question).toBeHidden();
  await expect(page.getByRole('region', { name: 'Two-factor', exact: true })).toContainText('Required, not set up');

  await goTo(kim, 'Users');
  await expect(kim.getByText('An administrator reset your two-factor authentication.')).toBeVisible();
  await fillSignIn(kim, domain.person('kim'));
  await expect(heading(kim, NEEDED)).toBeVisible();
  const { items } = await domain.api.auditEvents.list({ type: 'two-factor.reset' });
  expect(items).toMatchObject([{ subject: { id, name: 'kim' }, reason: 'Lost the phone' }]);
});

test('required while somebody works: the set-up comes first, and what they typed stays', async ({
  page,
  domain,
  guard,
}) => {
  guard.expectStatus(403);
  await domain.addUser({ username: 'kim' });
  await signIn(page, domain.person('kim'));
  await page.goto('/me');
  await page.getByLabel('First name').fill('Kimberly');
  await domain.api.settings.updateOfDomain(domain.id, { twoFactor: { required: true } });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const demand = page.getByRole('dialog', { name: 'Set up two-factor authentication to go on' });
  await expect(demand).toBeVisible();
  await page.keyboard.press('Escape');
  await expectAccessibleAtWidths(page, 'demanded set-up');
  const app = appWith(await readKey(demand));
  await demand.getByRole('button', { name: 'Continue' }).click();
  await codeField(demand).fill(await app.code());
  await keepCodes(demand, 'Continue');
  await expect(demand).toBeHidden();
  await expect(page.getByLabel('First name')).toHaveValue('Kimberly');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Profile saved').first()).toBeVisible();
});
