import type { FieldChange, PasswordMode } from 'wardkeep/contracts';
import type { NamedRole } from 'wardkeep/rules';
import type { AuditEntry } from '../../platform/database/change.js';

/** Who acts, though the work is done in the background. */
export type OnWhoseBehalf = {
  readonly who: { readonly id: string; readonly username: string; readonly domain: string };
  readonly detail: string;
};

/** What is stored of a password; the rules of one that came as a hash are unknown. */
export type StoredCredential = {
  readonly hash: string;
  readonly hours: number | null;
  readonly mustChange: boolean;
  readonly mode: PasswordMode | null;
  readonly minLength: number | null;
};

/** What of a Domain decides about its users beside themselves; roles by their names in lower case. */
export type Surroundings = {
  readonly roles: ReadonlyMap<string, NamedRole & { readonly twoFactorRequired: boolean }>;
  readonly domainNames: readonly string[];
};

/** Somebody to be made, as far as it is not said where they wait. */
export type ImportedUser = {
  readonly position: number;
  readonly id: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly language: string | null;
  readonly roleId: string;
  readonly invited: boolean;
  readonly credential: StoredCredential | null;
};

/**
 * Where users to be made wait: a statement for their `position`, `id`, `fields` as an object and `changes` from nothing.
 * `add` takes a value of it in and says how to name it.
 */
export type WaitingUsers = (add: (value: unknown) => string) => string;

/** A locked user, and what is to change; a role by its name, with `roleId` beside it. */
export type ChangedUser = {
  readonly id: string;
  readonly username: string;
  readonly isAdministrator: boolean;
  readonly changes: readonly FieldChange[];
  readonly roleId: string | null;
};

/** What became of several users; every one of them is in one of the two. */
export type ImportedOutcome = {
  /** The version that each has now. */
  readonly done: ReadonlyMap<string, number>;
  readonly refused: ReadonlyMap<string, string>;
  readonly audit: readonly AuditEntry[];
};
