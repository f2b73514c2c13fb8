import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startApi, type TestApi } from '../../testing/api.js';
import { aName, type GivenDomain, type UserWishes } from '../../testing/given.js';
import { openMailSink, type MailSink } from '../../testing/mail-sink.js';
import { inDomain } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { ExpiringPasswords } from './expiring-passwords.repository.js';
import { ExpiryReminders } from './expiry-reminders.service.js';

let sink: MailSink;
let api: TestApi;
let domain: GivenDomain;
beforeAll(async () => {
  sink = await openMailSink();
  api = await startApi({ settings: { mail: { smtpUrl: sink.url } } });
});
beforeEach(async () => {
  domain = await api.given.domain();
});
afterAll(async () => {
  await api.close();
  await sink.close();
});

const endsIn = (id: string, hours: number) =>
  api.database.sql(`UPDATE app_user SET password_expires_at = now() + $2 * interval '1 hour' WHERE id = $1`, [
    id,
    hours,
  ]);
/** Somebody whose password ends in so many hours. */
const someone = async (hours: number, wishes: UserWishes = {}) => {
  const email = `${aName('e')}@example.org`;
  const user = await api.given.user(domain, { email, ...wishes });
  await endsIn(user.id, hours);
  return { ...user, email };
};
const remind = async () => {
  await api.get(ExpiryReminders).remind();
  const waiting = () => api.database.sql('SELECT id FROM outbox_message WHERE sent_at IS NULL AND failed_at IS NULL');
  while ((await waiting()).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
};
const told = (email: string) =>
  sink.received
    .filter(({ recipients }) => recipients.includes(email))
    .map(({ text }) => /expires in (\d+) days?/.exec(text)?.[1]);

describe('a password that ends', () => {
  it.each([
    { hours: 15 * 24, days: [] },
    { hours: 14 * 24 - 1, days: ['14'] },
    { hours: 9 * 24 - 1, days: ['9'] },
    { hours: 7 * 24 - 1, days: ['7'] },
    { hours: 3, days: ['1'] },
    { hours: -3, days: [] },
  ])('in $hours hours is told with $days', async ({ hours, days }) => {
    const { email } = await someone(hours);
    await remind();
    expect(told(email)).toEqual(days);
  });

  it('is told three times at most, however often the job runs and by however many', async () => {
    const { id, email } = await someone(14 * 24 - 1);
    const end = new Date(Date.now() + (14 * 24 - 1) * 3_600_000);
    for (const days of [14, 13, 8, 7, 6, 2, 1, 1]) {
      // The end comes nearer by moving it together with what was told of it.
      await api.database.sql(
        `UPDATE app_user SET expiry_told_for = CASE WHEN expiry_told_for IS NOT NULL THEN $2::timestamptz END,
                password_expires_at = $2::timestamptz WHERE id = $1`,
        [id, new Date(end.getTime() - (14 - days) * 86_400_000)],
      );
      await Promise.all([remind(), remind(), remind()]);
    }
    expect(told(email)).toEqual(['14', '7', '1']);
  });

  it('is told anew when it is another one', async () => {
    const { id, email } = await someone(20);
    await remind();
    await endsIn(id, 21);
    await remind();
    expect(told(email)).toEqual(['1', '1']);
  });

  it('is told to nobody who wants no mail, is disabled or could not change it', async () => {
    const quiet = await someone(20);
    const temporary = await someone(20, { mustChangePassword: true });
    const disabled = await someone(20, { enabled: false });
    const elsewhere = await someone(20, { loginMethod: 'ldap' });
    await api.database.sql('UPDATE app_user SET email_notifications = false WHERE id = $1', [quiet.id]);
    await someone(20, { email: null });
    await remind();
    for (const { email } of [quiet, temporary, disabled, elsewhere]) expect(told(email)).toEqual([]);
  });

  const manyInNeed = () =>
    api.database.sql(
      `INSERT INTO app_user (id, domain_id, username, first_name, last_name, role_id, email, password_expires_at)
       SELECT gen_random_uuid(), $1, 'many-' || n, 'A', 'B', $2, 'many-' || n || '@example.org', now() + interval '20 hours'
         FROM generate_series(1, 405) AS n`,
      [domain.id, domain.roles['read-only']],
    );

  it.each([
    { plan: 'the planner likes', without: [] },
    { plan: 'is left with nested loops', without: ['hashjoin', 'mergejoin', 'material'] },
  ])('is taken in batches of the size asked for, whichever plan $plan', async ({ without }) => {
    await manyInNeed();
    const batches = await api.get(UnitOfWork).write(inDomain(domain), async (tx) => {
      for (const way of without) await tx.sql(`SET LOCAL enable_${way} = off`);
      const sizes: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        sizes.push((await api.get(ExpiringPasswords).take(tx, domain.id, [14, 7, 1], 200)).length);
      }
      return { result: sizes, unchanged: true };
    });
    expect(batches).toEqual([200, 200, 5]);
  });

  it('is told to everybody of more than one batch', async () => {
    await manyInNeed();
    await api.get(ExpiryReminders).remind();
    const [made] = await api.database.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM outbox_message WHERE domain_id = $1 AND kind = 'password-expiring'`,
      [domain.id],
    );
    expect(made?.count).toBe(405);
  });
});
