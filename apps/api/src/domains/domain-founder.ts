import type { FirstAdministratorDto } from 'wardkeep/contracts/dto';
import type { AuditEntry } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';

/** The first administrator, checked and with its password hashed: no hashing inside a transaction. */
export type PreparedAdministrator = {
  readonly input: FirstAdministratorDto;
  readonly passwordHash: string | null;
  readonly temporaryPassword: string | null;
};

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
  abstract prepare(input: FirstAdministratorDto): Promise<PreparedAdministrator>;

  /** Inside a transaction across Domains, right after the Domain's row and data key. */
  abstract found(
    tx: WriteTx,
    domain: { readonly id: string; readonly name: string; readonly primary: boolean },
    administrator: PreparedAdministrator,
  ): Promise<{ readonly administrator: FoundedAdministrator; readonly audit: readonly AuditEntry[] }>;
}
