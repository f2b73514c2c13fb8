import {
  PROBLEMS,
  type FieldChange,
  type ImportColumn,
  type ImportCredential,
  type ImportReason,
  type ImportVerdict,
  type NamingForm,
} from 'wardkeep/contracts';
import type { Decision } from './decision.js';
import { holds, type Who } from './grants.js';
import type { ImportedFields } from './import-cells.js';
import { isPersonName, STRICT_NAME_TEXT } from './naming.js';
import { mayAssignRole, type RoleFacts } from './role-grants.js';
import type { NameClash } from './sync-plan.js';
import { mayDisableUser, mayEnableUser, maySetRole, mayUpdateUser, type Whom } from './user-access.js';

export type NamedRole = RoleFacts & { readonly id: string; readonly name: string };

/** Whom the username belongs to already. */
export type KnownUser = Whom & {
  readonly fields: Required<Omit<ImportedFields, 'username' | 'loginMethod'>>;
};

export type RowFacts = {
  readonly naming: NamingForm;
  readonly fields: ImportedFields;
  /** What reading the row and judging its password found. */
  readonly found: readonly ImportReason[];
  readonly user: KnownUser | null;
  /** The role that the row names; null when the Domain has none of that name. */
  readonly role: NamedRole | null;
  readonly usernameClash: NameClash;
  readonly emailClash: NameClash;
  readonly secret: 'password' | 'hash' | null;
  readonly withoutPassword: 'temporary' | 'invitation';
};

export type RowDecision = {
  readonly verdict: ImportVerdict;
  readonly reasons: readonly ImportReason[];
  /** A role by its name. Of a new row every field, from nothing. */
  readonly changes: readonly FieldChange[];
  readonly credential: ImportCredential | null;
};

/** The fields of a user in the order in which people read them. */
const FIELDS = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'role',
  'enabled',
  'twoFactorRequired',
  'timeZone',
  'language',
  'emailNotifications',
] as const satisfies readonly (keyof ImportedFields & ImportColumn)[];

const DEFAULTS = { email: null, phone: null, enabled: true, twoFactorRequired: false, emailNotifications: true };

/** What is to become of a row; the same is asked when it is validated and when it is applied. */
export function decideRow(actor: Who, facts: RowFacts): RowDecision {
  return facts.user ? decideKnown(actor, facts, facts.user) : decideNew(actor, facts);
}

/** Why a row can make nobody, as everything is now; the first reason of a column is the one to tell. */
export function refusalsOfNew(actor: Who, facts: RowFacts): ImportReason[] {
  const { fields, found, role } = facts;
  return [
    ...found,
    ...(holds(actor.grants, 'users:create', 'domain') ? [] : [refusal(null, 'permission-missing')]),
    ...missing(facts),
    ...badNames(facts, ['firstName', 'lastName']),
    ...clash('username', facts.usernameClash),
    ...clash('email', facts.emailClash),
    ...(role ? refusalsOf('role', mayAssignRole(actor, role)) : []),
    ...otherMethod(fields.loginMethod, 'standard'),
    ...(credentialOf(facts) === 'invitation' && !fields.email ? [NO_ADDRESS] : []),
  ];
}

function credentialOf({ secret, withoutPassword }: RowFacts): ImportCredential {
  return secret ?? withoutPassword;
}

function decideNew(actor: Who, facts: RowFacts): RowDecision {
  const { fields, role } = facts;
  const reasons = refusalsOfNew(actor, facts);
  if (reasons.length > 0) return { verdict: 'error', reasons: firstOfEach(reasons), changes: [], credential: null };
  const made: Readonly<Record<string, unknown>> = { ...DEFAULTS, ...fields, role: role?.name };
  const changes = ['username', ...FIELDS]
    .filter((field) => made[field] !== undefined && made[field] !== null)
    .map((field) => ({ field, before: null, after: made[field] }));
  return { verdict: 'new', reasons: [], changes, credential: credentialOf(facts) };
}

function decideKnown(actor: Who, facts: RowFacts, user: KnownUser): RowDecision {
  const { fields, found, secret } = facts;
  const changes = changesOf(facts, user);
  const changed = changes.map(({ field }) => field) as (keyof ImportedFields & ImportColumn)[];
  const ofUser = found.filter(({ column }) => column !== 'password' && column !== 'passwordHash');
  const reasons = [
    ...ofUser,
    ...badNames(facts, changed),
    ...clash('username', facts.usernameClash),
    ...(changed.includes('email') ? clash('email', facts.emailClash) : []),
    ...(changed.includes('role') && !facts.role ? [NO_ROLE] : []),
    ...otherMethod(fields.loginMethod, user.loginMethod),
    ...mayChange(actor, facts, user, changes),
  ];
  if (reasons.length > 0) return { verdict: 'error', reasons: firstOfEach(reasons), changes: [], credential: null };
  const notes = secret === null && ofUser.length === found.length ? [] : [LEFT_OUT];
  return { verdict: changes.length > 0 ? 'changed' : 'same', reasons: notes, changes, credential: null };
}

/** What a person who made the same changes one by one would be asked. */
function mayChange(actor: Who, { role }: RowFacts, user: KnownUser, changes: readonly FieldChange[]): ImportReason[] {
  const fields = changes.map(({ field }) => field).filter((field) => field !== 'enabled');
  const enabled = changes.find(({ field }) => field === 'enabled');
  const edited = fields.map((field) => (field === 'role' ? 'roleId' : field));
  return [
    ...(fields.length > 0 ? refusalsOf(null, mayUpdateUser(actor, user, edited)) : []),
    ...(fields.includes('role') && role ? refusalsOf('role', maySetRole(actor, user, role)) : []),
    ...(enabled?.after === true ? refusalsOf('enabled', mayEnableUser(actor, user)) : []),
    ...(enabled?.after === false ? refusalsOf('enabled', mayDisableUser(actor, user)) : []),
  ];
}

function changesOf({ fields, role }: RowFacts, user: KnownUser): FieldChange[] {
  return FIELDS.flatMap((field) => {
    const [before, after] = [user.fields[field], fields[field]];
    if (after === undefined || after === before) return [];
    if (field === 'role' && isSame(String(before), String(after))) return [];
    return [{ field, before, after: field === 'role' ? (role?.name ?? after) : after }];
  });
}

function missing({ fields, role }: RowFacts): ImportReason[] {
  const names = (['firstName', 'lastName', 'role'] as const).filter((field) => fields[field] === undefined);
  const isUnknown = fields.role !== undefined && role === null;
  return [
    ...names.map((column) => ({ column, code: 'required', detail: 'is needed' })),
    ...(isUnknown ? [NO_ROLE] : []),
  ];
}

function badNames({ fields, naming }: RowFacts, changed: readonly ImportColumn[]): ImportReason[] {
  return (['firstName', 'lastName'] as const)
    .filter((field) => changed.includes(field) && !isPersonName(naming, fields[field] ?? 'a'))
    .map((column) => ({ column, code: 'person-name', detail: STRICT_NAME_TEXT }));
}

function clash(column: 'username' | 'email', found: NameClash): ImportReason[] {
  if (found === null) return [];
  return found === 'taken'
    ? [{ column, code: `${column}-taken`, detail: 'is the username or email of another user' }]
    : [{ column, code: `duplicate-${column}`, detail: 'is in another row of the file too' }];
}

function otherMethod(wanted: string | undefined, method: string): ImportReason[] {
  if (wanted === undefined || wanted === method) return [];
  return [{ column: 'loginMethod', code: 'login-method', detail: `is ${method} and stays so` }];
}

function refusalsOf(column: ImportColumn | null, decision: Decision): ImportReason[] {
  return decision.allowed ? [] : [refusal(column, decision.because)];
}

function refusal(column: ImportColumn | null, code: keyof typeof PROBLEMS): ImportReason {
  return { column, code, detail: PROBLEMS[code].title };
}

const NO_ROLE: ImportReason = { column: 'role', code: 'role-not-found', detail: 'is no role of this Domain' };
const NO_ADDRESS: ImportReason = { column: 'email', code: 'email-needed', detail: 'is needed for the invitation' };
const LEFT_OUT: ImportReason = {
  column: 'password',
  code: 'password-left-out',
  detail: 'the user has a password, which stays',
};

/** One reason a column: what is wrong with a cell itself comes before what does not fit around it. */
function firstOfEach(reasons: readonly ImportReason[]): ImportReason[] {
  const isPassword = ({ column }: ImportReason) => column === 'password';
  const seen = new Set<ImportColumn | null>();
  return reasons.filter((reason) => {
    const isFirst = isPassword(reason) || !seen.has(reason.column);
    seen.add(reason.column);
    return isFirst;
  });
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
