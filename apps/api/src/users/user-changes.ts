import type { FieldChange } from 'wardkeep/contracts';
import type { UpdateProfileDto, UpdateUserDto } from 'wardkeep/contracts/dto';
import type { UserRecord } from './user-record.js';
import type { ChangeableField } from './users.repository.js';

export type FieldValues = Partial<Record<ChangeableField, unknown>>;

/** What a change would really change. */
export function differences(record: UserRecord, change: UpdateUserDto | UpdateProfileDto): FieldValues {
  const now = currentValues(record);
  const wanted = Object.entries(change) as [ChangeableField, unknown][];
  return Object.fromEntries(wanted.filter(([field, value]) => value !== undefined && now[field] !== value));
}

/** Each field before and after; a role by its name, since its id tells people nothing. */
export function fieldChanges(record: UserRecord, values: FieldValues, newRole: string | null): FieldChange[] {
  const now = currentValues(record);
  return (Object.entries(values) as [ChangeableField, unknown][]).map(([field, after]) =>
    field === 'roleId'
      ? { field: 'role', before: record.role_name, after: newRole }
      : { field, before: now[field], after },
  );
}

const RESTORED = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'roleId',
  'twoFactorRequired',
  'timeZone',
  'language',
  'emailNotifications',
] as const satisfies readonly (keyof UpdateUserDto)[];

/** The change that brings back what people may edit, as a version kept it. */
export function restorable(fields: Readonly<Record<string, unknown>>): UpdateUserDto {
  return Object.fromEntries(RESTORED.filter((field) => field in fields).map((field) => [field, fields[field]]));
}

function currentValues(record: UserRecord): Record<ChangeableField, unknown> {
  return {
    firstName: record.first_name,
    lastName: record.last_name,
    email: record.email,
    phone: record.phone,
    roleId: record.role_id,
    twoFactorRequired: record.two_factor_required,
    timeZone: record.time_zone,
    language: record.language,
    emailNotifications: record.email_notifications,
    enabled: record.enabled,
  };
}
