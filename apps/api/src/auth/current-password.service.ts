import { Injectable } from '@nestjs/common';
import { isLocked } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import type { AuditEntry } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { PasswordsService } from '../users/passwords.service.js';
import { UserAccounts } from '../users/user-accounts.service.js';
import type { AccountRecord } from '../users/user-record.js';
import { DirectoryPasswords } from './accounts/directory-passwords.service.js';
import type { DeviceProof } from './lockout/device-cookie.js';
import { FailuresService, type RefusalReason } from './lockout/failures.service.js';
import { KnownDevices } from './lockout/known-devices.js';

/** `stored`: null where Wardkeep keeps no password. */
type Proven = { readonly user: AccountRecord; readonly stored: string | null };

const RETRY_AFTER_SECONDS = 30;

/** Asks somebody signed in for their password again: a guess here counts as one at the sign-in does. */
@Injectable()
export class CurrentPasswordService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly passwords: PasswordsService,
    private readonly directories: DirectoryPasswords,
    private readonly failures: FailuresService,
    private readonly devices: KnownDevices,
  ) {}

  /**
   * The password that Wardkeep keeps, for who changes it. Refuses a wrong one, and a right one while the account is
   * locked, with the same 401 at `pointer`.
   */
  async prove(actor: Actor, password: string, device: DeviceProof | null, pointer: string): Promise<Proven> {
    return this.proveHere(actor, await this.known(actor), password, device, pointer);
  }

  /** The same wherever it is kept: whoever comes from a directory shows that they could sign in there. */
  async proveAnywhere(actor: Actor, password: string, device: DeviceProof | null, pointer: string): Promise<Proven> {
    const known = await this.known(actor);
    if (known.user.login_method !== 'ldap') return this.proveHere(actor, known, password, device, pointer);
    const place = { domain: { ...actor.domain, enabled: true }, origin: actor.origin, device };
    const isAdmitted = await this.directories.compare(place, known.user, password, (verdict) => {
      if (verdict.kind === 'unavailable') {
        throw new Problem('provider-unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
      }
      const because = verdict.kind === 'refused' ? (verdict.because ?? 'wrong-password') : null;
      return this.decided(actor, because, device);
    });
    if (!isAdmitted) await this.refuse(actor, pointer);
    return known;
  }

  private async proveHere(
    actor: Actor,
    known: Proven,
    password: string,
    device: DeviceProof | null,
    pointer: string,
  ): Promise<Proven> {
    const { user, stored } = known;
    if (user.login_method !== 'standard' || stored === null) throw new Problem('managed-elsewhere');
    const { ok } = await this.passwords.verify(stored, password);
    if (!(await this.decided(actor, ok ? null : 'wrong-password', device))) await this.refuse(actor, pointer);
    return known;
  }

  private known(actor: Actor): Promise<Proven> {
    return this.unitOfWork.read(actor, async (tx) => {
      const user = await this.accounts.find(tx, actor.userId);
      if (!user) throw new Problem('user-not-found');
      return { user, stored: await this.accounts.hashOf(tx, user) };
    });
  }

  /** Counted also when it is only tried: a dry run tells no more guesses than any other request. */
  private decided(actor: Actor, because: RefusalReason | null, device: DeviceProof | null): Promise<boolean> {
    const asked = { ...actor, dryRun: false, once: null };
    return this.unitOfWork.write(asked, (tx) => this.decide(tx, asked, because, device));
  }

  private async decide(tx: WriteTx, actor: Actor, because: RefusalReason | null, proof: DeviceProof | null) {
    const user = await this.accounts.lock(tx, actor.userId);
    if (!user) throw new Problem('user-not-found');
    const device = await this.devices.of(tx, user, proof);
    const isShut = isLocked(user.locked_until, user.read_at) && device === null;
    const reason = isShut ? 'locked' : because;
    if (reason === null) return { result: true, unchanged: true } as const;
    const { domain, origin } = actor;
    const [, ...consequences] = await this.failures.record(tx, { domain, origin, reason, user, device, typed: '' });
    const subject = { kind: 'user', id: user.id, name: user.username };
    const refused: AuditEntry = { type: 'password.confirmed', outcome: 'refused', subject, detail: reason };
    return { result: false, audit: [refused, ...consequences] } as const;
  }

  /** A request that is repeated after it changed the password gets its first answer, though the password is another now. */
  private async refuse(actor: Actor, pointer: string): Promise<never> {
    const refusal = wrongPassword(pointer);
    if (actor.once) await this.unitOfWork.write(actor, () => Promise.reject(refusal)).catch(unless(refusal));
    throw refusal;
  }
}

export function wrongPassword(pointer: string): Problem {
  return new Problem('invalid-credentials', {
    errors: [{ pointer, code: 'wrong-password', detail: 'is not your password' }],
  });
}

/** Passes every error on but the expected one. */
function unless(expected: Error) {
  return (error: unknown) => {
    if (error !== expected) throw error;
  };
}
