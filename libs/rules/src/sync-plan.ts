import {
  USERNAME_PATTERN,
  type FieldChange,
  type NamingForm,
  type SyncChangeKind,
  type SyncSkip,
} from 'wardkeep/contracts';
import { isPersonName } from './naming.js';

/** Somebody as a directory has them: readable text in NFC without outer spaces, null where it says nothing. */
export type DirectoryPerson = {
  readonly username: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  /** Disabled, locked or expired in the directory itself. */
  readonly disabled: boolean;
};

/** Whom the entry's unique id belongs to already. */
export type SyncedUser = {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly enabled: boolean;
  /** Only such a user is enabled again by the directory. */
  readonly isDisabledBySync: boolean;
  readonly isLastAdministrator: boolean;
};

/** Whose a login name is: somebody else's in Wardkeep, or another entry's of the same answer as well. */
export type NameClash = 'taken' | 'repeated' | null;

export type EntryFacts = {
  readonly person: DirectoryPerson;
  readonly user: SyncedUser | null;
  readonly usernameClash: NameClash;
  readonly emailClash: NameClash;
};

export type NewPerson = {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
};

export type SyncDecision =
  | { readonly kind: 'create'; readonly person: NewPerson }
  | {
      readonly kind: Exclude<SyncChangeKind, 'create'> | 'unchanged';
      readonly changes: readonly FieldChange[];
      readonly reason: SyncSkip | null;
    };

const MAX_EMAIL = 254;
const EMAIL =
  /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,62})\.)+[\p{L}\p{N}-]{2,63}$/u;
/** Longer than anything that is accepted, in whatever script, and short enough to be kept and shown. */
const MAX_TEXT = 1_000;

/** An entry's values as they are compared and kept. */
export function toPerson(entry: DirectoryPerson): DirectoryPerson {
  return {
    username: readable(entry.username),
    firstName: readable(entry.firstName, ' '),
    lastName: readable(entry.lastName, ' '),
    email: readable(entry.email),
    disabled: entry.disabled,
  };
}

/** What becomes of an entry. Its user keeps role, second factor and, unless the directory takes or gave it, `enabled`. */
export function planEntry(naming: NamingForm, facts: EntryFacts): SyncDecision {
  return facts.user ? planKnown(naming, facts, facts.user) : planNew(naming, facts);
}

/** What becomes of a user whose entry is gone: never a deletion. */
export function planGone(user: SyncedUser): SyncDecision {
  if (!user.enabled) return { kind: 'unchanged', changes: [], reason: null };
  if (user.isLastAdministrator) return { kind: 'skip', changes: [], reason: 'last-administrator' };
  return { kind: 'disable', changes: [change('enabled', true, false)], reason: null };
}

/** How many of a directory's enabled users a run may disable. One may always leave, unless the limit is none at all. */
export function disableLimit(enabledUsers: number, percent: number): number {
  return percent === 0 ? 0 : Math.max(1, Math.floor((enabledUsers * percent) / 100));
}

/** The role of the first line that names one of the groups and a role that directories may give. */
export function roleOfGroups(
  groups: readonly string[],
  mapping: readonly { readonly group: string; readonly roleId: string }[],
  isGiven: (roleId: string) => boolean,
): string | null {
  const held = new Set(groups.map(groupKey));
  return mapping.find(({ group, roleId }) => held.has(groupKey(group)) && isGiven(roleId))?.roleId ?? null;
}

/** By what two writings of a group's name are the same: case and the spaces around commas and equals signs. */
export function groupKey(group: string): string {
  return group
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/ *([,=]) */g, '$1');
}

function planNew(naming: NamingForm, { person, usernameClash, emailClash }: EntryFacts): SyncDecision {
  const { username, firstName, lastName, email, disabled } = person;
  if (disabled) return skip('disabled-in-directory');
  if (username === null) return skip('no-username');
  const badUsername = USERNAME_PATTERN.test(username) ? clash(usernameClash, 'username') : 'invalid-username';
  if (badUsername) return skip(badUsername);
  if (firstName === null || lastName === null) return skip('name-missing');
  if (!isPersonName(naming, firstName) || !isPersonName(naming, lastName)) return skip('invalid-name');
  const badEmail = badEmailOf(email, emailClash);
  if (badEmail) return skip(badEmail);
  return { kind: 'create', person: { username, firstName, lastName, email } };
}

function planKnown(naming: NamingForm, facts: EntryFacts, user: SyncedUser): SyncDecision {
  const { person } = facts;
  const enabled = enabledOf(person, user);
  const first = nameOf(naming, person.firstName, user.firstName);
  const last = nameOf(naming, person.lastName, user.lastName);
  const email = emailOf(facts, user);
  const reason = enabled.reason ?? usernameReason(person, user) ?? first.reason ?? last.reason ?? email.reason;
  const changes = [
    change('firstName', user.firstName, first.value),
    change('lastName', user.lastName, last.value),
    change('email', user.email, email.value),
    change('enabled', user.enabled, enabled.value),
  ].filter(({ before, after }) => before !== after);
  if (user.enabled !== enabled.value) return { kind: enabled.value ? 'reenable' : 'disable', changes, reason };
  if (changes.length > 0) return { kind: 'update', changes, reason };
  return { kind: reason ? 'skip' : 'unchanged', changes, reason };
}

/** What a field is to be, and why it is not what the directory says. */
type Wanted<T> = { readonly value: T; readonly reason: SyncSkip | null };

function enabledOf({ disabled }: DirectoryPerson, user: SyncedUser): Wanted<boolean> {
  if (!disabled) return { value: user.enabled || user.isDisabledBySync, reason: null };
  const mustStay = user.enabled && user.isLastAdministrator;
  return { value: mustStay, reason: mustStay ? 'last-administrator' : null };
}

/** Usernames never change; one that the directory writes in other case is the same. */
function usernameReason({ username }: DirectoryPerson, user: SyncedUser): SyncSkip | null {
  if (username === null) return 'no-username';
  return isSame(username, user.username) ? null : 'username-changed';
}

function nameOf(naming: NamingForm, name: string | null, now: string): Wanted<string> {
  if (name === null) return { value: now, reason: 'name-missing' };
  if (name !== now && !isPersonName(naming, name)) return { value: now, reason: 'invalid-name' };
  return { value: name, reason: null };
}

function emailOf({ person: { email }, emailClash }: EntryFacts, user: SyncedUser): Wanted<string | null> {
  const isOwn = email !== null && user.email !== null && isSame(email, user.email);
  const reason = isOwn ? null : badEmailOf(email, emailClash);
  return { value: reason ? user.email : email, reason };
}

export function isMailAddress(text: string): boolean {
  return text.length <= MAX_EMAIL && EMAIL.test(text);
}

function badEmailOf(email: string | null, emailClash: NameClash): SyncSkip | null {
  if (email === null) return null;
  return isMailAddress(email) ? clash(emailClash, 'email') : 'invalid-email';
}

function clash(found: NameClash, field: 'username' | 'email'): SyncSkip | null {
  if (found === null) return null;
  return found === 'taken' ? `${field}-taken` : `duplicate-${field}`;
}

function skip(reason: SyncSkip): SyncDecision {
  return { kind: 'skip', changes: [], reason };
}

function change(field: string, before: unknown, after: unknown): FieldChange {
  return { field, before, after };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** PostgreSQL keeps neither NUL nor half surrogate pairs; nothing that holds one is accepted as a name either. */
function readable(text: string | null, spaces: string | null = null): string | null {
  if (text === null) return null;
  const whole = text.replace(/[\0\p{Cs}]/gu, '\u{FFFD}').normalize('NFC');
  const spaced = spaces === null ? whole : whole.replace(/\s+/gu, spaces);
  return spaced.trim().slice(0, MAX_TEXT) || null;
}
