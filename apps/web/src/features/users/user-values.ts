import type { CreateUserDto, Language, UpdateUserDto, User } from 'wardkeep/contracts';

/** What the form of a user holds: text for what may be empty, since fields have no null. */
export type UserValues = {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  roleId: string | null;
  twoFactorRequired: boolean;
  timeZone: string | null;
  language: string | null;
  emailNotifications: boolean;
};

export type NewUserValues = UserValues & {
  username: string;
  initialPassword: 'temporary' | 'own' | 'invitation';
  password: string;
  notify: boolean;
};

export const NEW_USER: NewUserValues = {
  username: '',
  firstName: '',
  lastName: '',
  email: '',
  phone: '',
  roleId: null,
  twoFactorRequired: false,
  timeZone: null,
  language: null,
  emailNotifications: true,
  initialPassword: 'temporary',
  password: '',
  notify: false,
};

export function valuesOf(user: User): UserValues {
  const { firstName, lastName, twoFactorRequired, timeZone, language, emailNotifications } = user;
  return {
    firstName,
    lastName,
    email: user.email ?? '',
    phone: user.phone ?? '',
    roleId: user.role.id,
    twoFactorRequired,
    timeZone,
    language,
    emailNotifications,
  };
}

type Fields = Required<Omit<UpdateUserDto, 'roleId'>> & { readonly roleId: string };
type UserField = keyof Fields;

/** The values as the API writes them. */
function fieldsOf(values: UserValues): Fields {
  const { roleId, twoFactorRequired, timeZone, language, emailNotifications } = values;
  return {
    firstName: values.firstName.trim(),
    lastName: values.lastName.trim(),
    email: values.email.trim() || null,
    phone: values.phone.replace(/[\s()/-]/g, '') || null,
    roleId: roleId ?? '',
    twoFactorRequired,
    timeZone,
    language: language as Language | null,
    emailNotifications,
  };
}

const fieldNames = (fields: Fields) => Object.keys(fields) as UserField[];

/** Only what was changed is sent, so that the rest keeps what others wrote. */
export function changesOf(base: User, values: UserValues): UpdateUserDto {
  const [wanted, now] = [fieldsOf(values), fieldsOf(valuesOf(base))];
  return Object.fromEntries(
    fieldNames(wanted).flatMap((name) => (wanted[name] === now[name] ? [] : [[name, wanted[name]]])),
  );
}

export function newUserBody(values: NewUserValues): CreateUserDto {
  const { initialPassword, password, notify } = values;
  const access = initialPassword === 'own' ? { password } : { initialPassword };
  return {
    ...fieldsOf(values),
    ...access,
    username: values.username.trim(),
    notify: notify && initialPassword !== 'invitation',
  };
}

export type Difference = { readonly field: UserField; readonly mine: unknown; readonly theirs: unknown };
export type Conflict = {
  /** Mine where I changed something, theirs elsewhere. */
  readonly merged: UserValues;
  readonly differences: readonly Difference[];
};

/** Two people changed the user `base` at once: one is still in the form, the other was first. */
export function conflictOf(base: User, mine: UserValues, theirs: User): Conflict {
  const changed = changesOf(base, mine);
  const [own, now] = [fieldsOf(mine), fieldsOf(valuesOf(theirs))];
  const kept = Object.fromEntries(Object.keys(changed).map((name) => [name, mine[name as UserField]]));
  return {
    merged: { ...valuesOf(theirs), ...kept },
    differences: fieldNames(own)
      .filter((field) => own[field] !== now[field])
      .map((field) => ({ field, mine: own[field], theirs: now[field] })),
  };
}
