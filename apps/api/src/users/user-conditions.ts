import type { UserStatus } from 'wardkeep/contracts';
import type { UserFiltersDto } from 'wardkeep/contracts/dto';

const NOT_LOCKED = '(u.locked_until IS NULL OR u.locked_until <= now())';
const NOT_EXPIRED = '(u.password_expires_at IS NULL OR u.password_expires_at > now())';

/** The same order as `statusOf`: the first that fits. */
const STATUS: Readonly<Record<UserStatus, string>> = {
  disabled: 'NOT u.enabled',
  locked: 'u.enabled AND u.locked_until > now()',
  invited: `u.enabled AND ${NOT_LOCKED} AND u.invited`,
  password_expired: `u.enabled AND ${NOT_LOCKED} AND NOT u.invited AND u.password_expires_at <= now()`,
  active: `u.enabled AND ${NOT_LOCKED} AND NOT u.invited AND ${NOT_EXPIRED}`,
};

/** The status of `u`, as a text of SQL. */
export const STATUS_TEXT = `CASE ${Object.entries(STATUS)
  .map(([status, condition]) => `WHEN ${condition} THEN '${status}'`)
  .join(' ')} END`;

/** Letters enough for the trigram index; shorter searches are prefixes. */
const SUBSTRING_LETTERS = 3;

/** Puts a value into the statement; answers what stands for it there. */
export type Bind = (value: unknown) => string;

/** What users of `user_listing u`, or of `app_user u`, meet that the filters let through. */
export function userConditions(filters: UserFiltersDto, bind: Bind): string[] {
  const search = searchOf(filters, bind);
  return [...(search ? [search.condition] : []), ...otherConditions(filters, bind)];
}

/** The same without what is searched for. */
export function otherConditions(filters: UserFiltersDto, bind: Bind): string[] {
  const { roleId, status, loginMethod, source, totpStatus, enabled } = filters;
  return [
    ...(status ? [`(${STATUS[status]})`] : []),
    ...(roleId ? [`u.role_id = ${bind(roleId)}`] : []),
    ...(loginMethod ? [`u.login_method = ${bind(loginMethod)}`] : []),
    ...(source ? [`u.source = ${bind(source)}`] : []),
    ...(totpStatus ? [totpStatus === 'enrolled' ? 'u.totp_enrolled' : 'NOT u.totp_enrolled'] : []),
    ...(enabled ? [enabled === 'true' ? 'u.enabled' : 'NOT u.enabled'] : []),
    ...lastSeen(filters, bind),
    ...passwordAge(filters, bind),
  ];
}

function lastSeen({ lastLoginBefore, lastLoginAfter, neverSignedIn }: UserFiltersDto, bind: Bind): string[] {
  return [
    ...(lastLoginBefore ? [`u.last_login_at < ${bind(lastLoginBefore)}`] : []),
    ...(lastLoginAfter ? [`u.last_login_at >= ${bind(lastLoginAfter)}`] : []),
    ...(neverSignedIn ? [`u.last_login_at ${neverSignedIn === 'true' ? '=' : '>'} '-infinity'`] : []),
  ];
}

/** Whoever signs in elsewhere has no password here whose age would mean anything. */
function passwordAge({ passwordChangedBefore, passwordOlderThanDays }: UserFiltersDto, bind: Bind): string[] {
  if (passwordChangedBefore === undefined && passwordOlderThanDays === undefined) return [];
  return [
    `u.login_method = 'standard'`,
    ...(passwordChangedBefore ? [`u.password_changed_at < ${bind(passwordChangedBefore)}::timestamptz`] : []),
    ...(passwordOlderThanDays
      ? [`u.password_changed_at < now() - ${bind(passwordOlderThanDays)}::int * interval '1 day'`]
      : []),
  ];
}

/** The column along which the filters are counted: that of the index which knows them. */
export function countOrder(filters: UserFiltersDto): string {
  const { status, lastLoginBefore, lastLoginAfter, neverSignedIn, passwordChangedBefore, passwordOlderThanDays } =
    filters;
  if (passwordChangedBefore ?? passwordOlderThanDays) return 'u.password_changed_at';
  if (lastLoginBefore ?? lastLoginAfter ?? neverSignedIn) return 'u.last_login_at, u.id';
  if (status === 'locked') return 'u.locked_until';
  return status === 'password_expired' ? 'u.password_expires_at' : 'u.username_key';
}

function searchText({ q }: UserFiltersDto): string {
  return q?.trim().toLowerCase() ?? '';
}

function isSubstring(filters: UserFiltersDto): boolean {
  return [...searchText(filters)].length >= SUBSTRING_LETTERS;
}

/** What is searched for: anywhere in a name or email, or by how one of these columns begins. */
export type Search =
  | { readonly kind: 'substring'; readonly condition: string }
  | { readonly kind: 'prefix'; readonly condition: string; readonly parts: readonly SearchPart[] };

/** Nobody meets two parts of a search. */
export type SearchPart = { readonly column: string; readonly condition: string };

export function searchOf(filters: UserFiltersDto, bind: Bind): Search | null {
  const q = searchText(filters);
  if (q === '') return null;
  if (isSubstring(filters)) {
    return { kind: 'substring', condition: `u.search_text LIKE ${bind(`%${q.replace(/[\\%_]/g, '\\$&')}%`)}` };
  }
  const [from, past] = [bind(q), bind(`${q}\u{10FFFF}`)];
  const begins = (column: string) => `(u.${column} >= ${from} AND u.${column} < ${past})`;
  // Columns of sorts, each with its index.
  const columns = ['username_key', 'last_name_key', 'email_sort'];
  const parts = columns.map((column, index) => ({
    column,
    condition: [begins(column), ...columns.slice(0, index).map((before) => `NOT ${begins(before)}`)].join(' AND '),
  }));
  return { kind: 'prefix', condition: `(${columns.map(begins).join(' OR ')})`, parts };
}
