import type { PasswordMode } from 'wardkeep/contracts';
import type { FirstAdministratorDto } from 'wardkeep/contracts/dto';
import type { AuditEntry } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';

/** How the first administrator comes to a password; hashed already, no hashing inside a transaction. */
type PreparedPassword = {
  readonly accepted: {
    readonly hash: string;
    /** How long the password lasts; null for ever. */
    readonly hours: number | null;
    readonly mustChange: boolean;
    readonly mode: PasswordMode;
    readonly minLength: number;
  } | null;
  readonly invited: boolean;
  readonly temporary: string | null;
};

export type DomainToBe = { readonly name: string; readonly displayName: string; readonly primary: boolean };

export const PRIMARY_DOMAIN: DomainToBe = { name: 'primary', displayName: 'Primary Domain', primary: true };

export type PreparedAdministrator = { readonly input: FirstAdministratorDto; readonly password: PreparedPassword };

export type FoundedAdministrator = {
  readonly id: string;
  readonly username: string;
  readonly temporaryPassword?: string;
};

/**
 * What a new Domain needs from the features above Domains: its built-in roles and its first
 * administrator. Users implement it.
 */
export abstract class DomainFounder {
  /** Refuses a password that the policy refuses (422, pointers below `/administrator`). */
  abstract prepare(input: FirstAdministratorDto, domain: DomainToBe): Promise<PreparedAdministrator>;

  /** Inside a transaction across Domains, right after the Domain's row and data key. */
  abstract found(
    tx: WriteTx,
    domain: { readonly id: string; readonly name: string; readonly primary: boolean },
    administrator: PreparedAdministrator,
  ): Promise<{ readonly administrator: FoundedAdministrator; readonly audit: readonly AuditEntry[] }>;
}
