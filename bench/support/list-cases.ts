import { FREQUENT, RARE, SOURCE } from './seed-users.js';

type Filter = {
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
  /** The same as a condition on `u`, with `$2` and so on for the values. */
  readonly where: string;
  readonly values: readonly unknown[];
};

type Sort = { readonly term: string; readonly column: string; readonly direction: 'ASC' | 'DESC' };

/** Where a page begins, as a share of all rows; null is the first page. */
export type ListCase = {
  readonly name: string;
  readonly filter: Filter;
  readonly sort: Sort;
  readonly at: number | null;
};

const COLUMN: Readonly<Record<string, string>> = {
  username: 'username_key',
  firstName: 'first_name_key',
  lastName: 'last_name_key',
  email: 'email_sort',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  lastLoginAt: 'last_login_at',
};

const SORTS: readonly Sort[] = Object.entries(COLUMN).flatMap(([term, column]): Sort[] => [
  { term, column, direction: 'ASC' },
  { term: `-${term}`, column, direction: 'DESC' },
]);

const NOT_LOCKED = '(u.locked_until IS NULL OR u.locked_until <= now())';
const ALL: Filter = { name: 'all', query: {}, where: 'true', values: [] };

function filters(roles: Readonly<Record<string, string>>): readonly Filter[] {
  const equal = (param: string, column: string, value: string, name = `${param} ${value}`): Filter => ({
    name,
    query: { [param]: value },
    where: `u.${column} = $2`,
    values: [value],
  });
  const fixed = (param: string, value: string, where: string, values: readonly unknown[] = []): Filter => ({
    name: `${param} ${value}`,
    query: { [param]: value },
    where,
    values,
  });
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const enabled = `u.enabled AND ${NOT_LOCKED}`;
  return [
    fixed('status', 'disabled', 'NOT u.enabled'),
    fixed('status', 'locked', 'u.enabled AND u.locked_until > now()'),
    fixed('status', 'invited', `${enabled} AND u.invited`),
    fixed('status', 'password_expired', `${enabled} AND NOT u.invited AND u.password_expires_at <= now()`),
    fixed('status', 'active', `${enabled} AND NOT u.invited AND coalesce(u.password_expires_at > now(), true)`),
    equal('roleId', 'role_id', roles['domain-administrator'] ?? '', 'role of 0.1 %'),
    equal('roleId', 'role_id', roles['read-only'] ?? '', 'role of 89 %'),
    equal('loginMethod', 'login_method', 'ldap'),
    equal('source', 'source', SOURCE),
    fixed('totpStatus', 'enrolled', 'u.totp_enrolled'),
    fixed('totpStatus', 'not_enrolled', 'NOT u.totp_enrolled'),
    { ...fixed('lastLoginBefore', ago(1_000), 'u.last_login_at < $2', [ago(1_000)]), name: 'last sign-in before' },
    { ...fixed('lastLoginAfter', ago(2), 'u.last_login_at >= $2', [ago(2)]), name: 'last sign-in after' },
    fixed('neverSignedIn', 'true', `u.last_login_at = '-infinity'`),
    fixed('neverSignedIn', 'false', `u.last_login_at > '-infinity'`),
  ];
}

const containing = (text: string): Filter => ({
  name: `"${text}"`,
  query: { q: text },
  where: 'u.search_text LIKE $2',
  values: [`%${text}%`],
});

function searches(): readonly Filter[] {
  const prefix = ['username_key', 'last_name_key', 'email_key']
    .map((column) => `(u.${column} >= 'sc' AND u.${column} < 'sd')`)
    .join(' OR ');
  return [
    { ...containing(RARE), name: 'substring, a handful of hits' },
    { ...containing(FREQUENT), name: 'substring, 1 in 15 hits' },
    { ...containing('qqqqq'), name: 'substring, no hit' },
    { ...containing('weber99'), name: 'substring across index entries' },
    { name: 'two letters, 1 in 8 hits', query: { q: 'sc' }, where: `(${prefix})`, values: [] },
  ];
}

/** Each page, sort, filter and search by itself, and some together. */
export function singleCases(roles: Readonly<Record<string, string>>): readonly ListCase[] {
  const [byName, , , , , , , , created] = SORTS as [Sort, ...Sort[]];
  const newest = SORTS.find(({ term }) => term === '-createdAt') ?? byName;
  const known = filters(roles);
  const pages = [
    { name: 'first page', at: null },
    { name: 'page in the middle', at: 0.5 },
    { name: 'last page', at: 1 },
  ];
  return [
    ...pages.map(({ name, at }): ListCase => ({ name, filter: ALL, sort: byName, at })),
    ...SORTS.map((sort): ListCase => ({ name: `sort ${sort.term}`, filter: ALL, sort, at: null })),
    ...SORTS.map((sort): ListCase => ({ name: `sort ${sort.term}, middle`, filter: ALL, sort, at: 0.5 })),
    ...known.map((filter): ListCase => ({ name: filter.name, filter, sort: byName, at: null })),
    ...searches().map((filter): ListCase => ({ name: filter.name, filter, sort: byName, at: null })),
    ...searches().map((filter): ListCase => ({ name: `${filter.name}, -createdAt`, filter, sort: newest, at: null })),
    ...known
      .slice(0, 1)
      .map((filter): ListCase => ({ name: `${filter.name}, createdAt`, filter, sort: created ?? byName, at: null })),
  ];
}

/** Each filter and search with each sort. */
export function pairedCases(roles: Readonly<Record<string, string>>): readonly ListCase[] {
  return [...filters(roles), ...searches()].flatMap((filter) =>
    SORTS.map((sort): ListCase => ({ name: `${filter.name}, ${sort.term}`, filter, sort, at: null })),
  );
}
