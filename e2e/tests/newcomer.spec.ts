import { expectAccessible } from '../support/axe.js';
import { act, choose, fillSignIn, goTo, heading, row, signIn } from '../support/console.js';
import { PASSWORD } from '../support/seed.js';
import { startServer } from '../support/server.js';
import { expect, test } from '../support/test.js';

test('a newcomer sets the system up, and somebody disabled is out on the next click', async ({ newPage, guard }) => {
  test.setTimeout(150_000);
  guard.expectStatus(401);
  const server = await startServer();
  try {
    const admin = await newPage({ baseURL: server.url });
    const oneTimePassword = await server.oneTimePassword();
    expect(server.output()).toContain(`one-time password: ${oneTimePassword}`);

    await admin.goto('/sign-in');
    await fillSignIn(admin, { domain: null, username: 'sys-admin', password: oneTimePassword });
    await expect(heading(admin, 'Choose a new password')).toBeVisible();
    await expectAccessible(admin, 'forced password change');
    await admin.getByLabel('New password').fill('short');
    await admin.getByRole('button', { name: 'Save and continue' }).click();
    await expect(admin.getByLabel('New password')).toHaveAccessibleDescription(/does not meet every rule/);
    await admin.getByLabel('New password').fill('Another horse 2!');
    await admin.getByRole('button', { name: 'Save and continue' }).click();
    await expect(heading(admin, /^Hello/)).toBeVisible();
    await expect(server.oneTimePassword(), 'the file with it is gone').rejects.toThrow(/ENOENT/);

    await goTo(admin, 'Users');
    await admin.getByRole('link', { name: 'Add user' }).click();
    const drawer = admin.getByRole('dialog', { name: 'Add user' });
    await drawer.getByRole('textbox', { name: 'Username' }).fill('kim.keller');
    await drawer.getByRole('textbox', { name: 'First name' }).fill('Kim');
    await drawer.getByRole('textbox', { name: 'Last name' }).fill('Keller');
    await choose(drawer, 'Role', /^Read-only/);
    await drawer.getByRole('radio', { name: 'Set a password' }).check();
    await drawer.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await drawer.getByRole('button', { name: 'Create user' }).click();
    await expect(drawer).toBeHidden();
    await expect(row(admin, 'kim.keller')).toContainText('Active');

    const kim = await newPage({ baseURL: server.url });
    await signIn(kim, { domain: null, username: 'kim.keller', password: PASSWORD });

    await act(admin, 'kim.keller', 'Disable…');
    const question = admin.getByRole('dialog', { name: 'Disable kim.keller?' });
    await expect(question).toContainText('1 session ends now');
    await question.getByRole('button', { name: 'Disable user' }).click();
    await expect(row(admin, 'kim.keller')).toContainText('Disabled');

    await goTo(kim, 'Users');
    await expect(kim.getByText('Your session has ended.')).toBeVisible();
    await expect(kim).toHaveURL(/\/sign-in\?reason=ended&next=/);
    await fillSignIn(kim, { domain: null, username: 'kim.keller', password: PASSWORD });
    await expect(kim.getByRole('alert')).toContainText('Sign-in refused');
  } finally {
    await server.stop();
  }
});
