import { EXPORT_COLUMNS, SENSITIVE_EXPORT_COLUMNS, type ExportFormat } from 'wardkeep/contracts';
import { utc } from '../../platform/database/instants.js';
import { STATUS_TEXT } from '../../users/user-conditions.js';

type Column = (typeof EXPORT_COLUMNS)[number] | (typeof SENSITIVE_EXPORT_COLUMNS)[number];

type Kind = 'text' | 'boolean' | 'time';
export type Field = { readonly name: string; readonly kind: Kind };

/** What a spreadsheet would run, as `neutralizedCell` finds it; first the cheap question that most names answer. */
const runs = (text: string) =>
  `NOT (${text} COLLATE "C" BETWEEN 'A' AND 'z~') AND ${text} ~ '^''*[\\s\\u00A0]*[=+\\-@\\t\\r\\uFF1D\\uFF0B\\uFF0D\\uFF20]'`;
const asCell = (text: string) => `CASE WHEN ${runs(text)} THEN '''' || ${text} ELSE ${text} END`;

const LAST_ADDRESS = `(SELECT s.address FROM session s WHERE s.domain_id = u.domain_id AND s.user_id = u.id
  ORDER BY s.started_at DESC, s.id DESC LIMIT 1)`;

/** Of `user_listing u`. */
const VALUES: Readonly<Record<Column, string>> = {
  username: 'u.username',
  firstName: 'u.first_name',
  lastName: 'u.last_name',
  role: 'u.role_name',
  enabled: 'u.enabled',
  twoFactorRequired: 'u.two_factor_required',
  language: 'u.language',
  timeZone: 'u.time_zone',
  emailNotifications: 'u.email_notifications',
  loginMethod: 'u.login_method',
  source: 'u.source',
  createdAt: utc('u.created_at'),
  updatedAt: utc('u.updated_at'),
  email: 'u.email',
  phone: 'u.phone',
  status: STATUS_TEXT,
  totpStatus: `CASE WHEN u.totp_enrolled THEN 'enrolled' ELSE 'not_enrolled' END`,
  lockedUntil: `CASE WHEN u.locked_until > now() THEN ${utc('u.locked_until')} END`,
  mustChangePassword: 'u.must_change_password',
  passwordChangedAt: utc('u.password_changed_at'),
  passwordExpiresAt: utc('u.password_expires_at'),
  lastLoginAt: `CASE WHEN isfinite(u.last_login_at) THEN ${utc('u.last_login_at')} END`,
  lastAddress: LAST_ADDRESS,
};

/** What people may write into; nothing else can hold what a spreadsheet would run. */
const WRITTEN: readonly Column[] = ['username', 'firstName', 'lastName', 'role', 'source', 'email', 'phone'];
const BOOLEANS: readonly Column[] = ['enabled', 'twoFactorRequired', 'emailNotifications', 'mustChangePassword'];
const TIMES: readonly Column[] = [
  'createdAt',
  'updatedAt',
  'lockedUntil',
  'passwordChangedAt',
  'passwordExpiresAt',
  'lastLoginAt',
];

/** In the order of the file; the email stands where people look for it. */
export function columnsOf(isSensitive: boolean): readonly Column[] {
  if (!isSensitive) return EXPORT_COLUMNS;
  const [username, ...others] = EXPORT_COLUMNS;
  return [username, 'email', ...others, ...SENSITIVE_EXPORT_COLUMNS.filter((column) => column !== 'email')];
}

/** The fields of one user in a JSON file, and what kind of value each holds. */
export function fieldsOf(isSensitive: boolean): readonly Field[] {
  return ['id', ...columnsOf(isSensitive)].map((name) => ({ name, kind: kindOf(name as Column) }));
}

/** The columns of `user_listing u` in SQL: cells of a CSV file, or the values that a JSON file is made of. */
export function selected(format: ExportFormat, isSensitive: boolean): string {
  const columns = columnsOf(isSensitive);
  if (format === 'csv') return columns.map(cellOf).join(', ');
  return ['u.id', ...columns.map((column) => VALUES[column])].join(', ');
}

function kindOf(column: Column): Kind {
  if (BOOLEANS.includes(column)) return 'boolean';
  return TIMES.includes(column) ? 'time' : 'text';
}

function cellOf(column: Column): string {
  if (WRITTEN.includes(column)) return asCell(VALUES[column]);
  return BOOLEANS.includes(column) ? `CASE WHEN ${VALUES[column]} THEN 'true' ELSE 'false' END` : VALUES[column];
}
