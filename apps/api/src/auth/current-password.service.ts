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
import type { DeviceProof } from './lockout/device-cookie.js';
import { FailuresService } from './lockout/failures.service.js';
import { KnownDevices } from './lockout/known-devices.js';

type Proven = { readonly user: AccountRecord; readonly stored: string };

/** Asks somebody signed in for their password again: a guess here counts as one at the sign-in does. */
@Injectable()
export class CurrentPasswordService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly passwords: PasswordsService,
    private readonly failures: FailuresService,
    private readonly devices: KnownDevices,
  ) {}

  /** Refuses a wrong password, and a right one while the account is locked, with the same 401 at `pointer`. */
  async prove(actor: Actor, password: string, device: DeviceProof | null, pointer: string): Promise<Proven> {
    const { user, stored } = await this.unitOfWork.read(actor, async (tx) => {
      const found = await this.accounts.find(tx, actor.userId);
      if (!found) throw new Problem('user-not-found');
      return { user: found, stored: await this.accounts.hashOf(tx, found) };
    });
    if (user.login_method !== 'standard' || stored === null) throw new Problem('managed-elsewhere');
    const { ok } = await this.passwords.verify(stored, password);
    const asked = { ...actor, dryRun: false, once: null };
    const isAdmitted = await this.unitOfWork.write(asked, (tx) => this.decide(tx, asked, ok, device));
    if (!isAdmitted) await this.refuse(actor, pointer);
    return { user, stored };
  }

  private async decide(tx: WriteTx, actor: Actor, isRight: boolean, proof: DeviceProof | null) {
    const user = await this.accounts.lock(tx, actor.userId);
    if (!user) throw new Problem('user-not-found');
    const device = await this.devices.of(tx, user, proof);
    const isShut = isLocked(user.locked_until, user.read_at) && device === null;
    if (isRight && !isShut) return { result: true, unchanged: true } as const;
    const { domain, origin } = actor;
    const reason = isShut ? 'locked' : 'wrong-password';
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
