import { SettingsService } from '../src/settings/settings.service.js';
import type { TestApi } from './api.js';

/** What must be nowhere in the database, whatever was tried; each query finds what breaks it. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  'a System Administrator outside the Primary Domain': `
    SELECT u.username AS what FROM app_user u JOIN role r ON r.id = u.role_id JOIN domain d ON d.id = u.domain_id
     WHERE r.kind = 'system-administrator' AND NOT d.is_primary`,
  'a Primary Domain without an enabled System Administrator': `
    SELECT d.name AS what FROM domain d WHERE d.is_primary AND NOT EXISTS (
      SELECT FROM app_user u JOIN role r ON r.id = u.role_id
       WHERE u.domain_id = d.id AND u.enabled AND u.login_method = 'standard' AND r.kind = 'system-administrator')`,
  'a role of another Domain': `
    SELECT u.username AS what FROM app_user u JOIN role r ON r.id = u.role_id WHERE r.domain_id <> u.domain_id`,
  'a live session of a disabled user': `
    SELECT u.username AS what FROM session s JOIN app_user u ON u.id = s.user_id
     WHERE NOT u.enabled AND s.ended_at IS NULL AND s.ends_at > now()`,
  'an open challenge of a disabled user': `
    SELECT u.username AS what FROM sign_in_attempt a JOIN app_user u ON u.id = a.user_id
     WHERE NOT u.enabled AND a.used_at IS NULL AND a.expires_at > now()`,
  'a password of somebody who has it elsewhere': `
    SELECT username AS what FROM app_user WHERE login_method <> 'standard' AND password_hash IS NOT NULL`,
  'a login name of nobody, or of somebody who is called otherwise': `
    SELECT n.name_key AS what FROM login_name n LEFT JOIN app_user u ON u.domain_id = n.domain_id AND u.id = n.user_id
     WHERE u.id IS NULL OR n.name_key NOT IN (u.username_key, coalesce(u.email_key, u.username_key))`,
  'a user who lacks a login name': `
    SELECT u.username AS what FROM app_user u CROSS JOIN LATERAL (VALUES (u.username_key), (u.email_key)) AS k(name_key)
     WHERE k.name_key IS NOT NULL AND NOT EXISTS (
       SELECT FROM login_name n WHERE n.domain_id = u.domain_id AND n.name_key = k.name_key AND n.user_id = u.id)`,
  'a link that was used without an event': `
    SELECT t.user_id::text AS what FROM account_token t WHERE t.used_at IS NOT NULL AND 1 <> (
      SELECT count(*) FROM audit_event e WHERE e.subject_id = t.user_id AND e.outcome = 'success'
         AND e.type = CASE t.purpose WHEN 'reset' THEN 'password.reset' ELSE 'password.changed' END
         AND e.at = t.used_at)`,
  'a version without an event of its transaction': `
    SELECT v.user_id || ' ' || v.version AS what FROM user_version v WHERE NOT EXISTS (
      SELECT FROM audit_event e WHERE e.at = v.at AND (e.subject_id = v.user_id OR e.type = 'domain.created'))`,
};

/** Every broken invariant of the accounts, in words; none after whatever attack. */
export async function brokenInvariants(api: TestApi): Promise<string[]> {
  const broken: string[] = [];
  for (const [name, query] of Object.entries(FORBIDDEN)) {
    const found = await api.database.sql<{ what: string }>(query);
    broken.push(...found.map(({ what }) => `${name}: ${what}`));
  }
  return [...broken, ...(await sessionsOverTheCap(api))];
}

async function sessionsOverTheCap(api: TestApi): Promise<string[]> {
  const rows = await api.database.sql<{ userId: string; domainId: string; count: number }>(
    `SELECT user_id AS "userId", domain_id AS "domainId", count(*)::int AS count FROM session
      WHERE ended_at IS NULL AND ends_at > now() GROUP BY user_id, domain_id`,
  );
  const checked = rows.map(async ({ userId, domainId, count }) => {
    const { sessions } = await api.get(SettingsService).in(domainId);
    return count > sessions.maxConcurrent ? [`more sessions than allowed: ${count} of ${userId}`] : [];
  });
  return (await Promise.all(checked)).flat();
}
