import { Injectable } from '@nestjs/common';
import { UNTIL_UNLOCKED, type LockoutPolicy, type SsoRefusal } from 'wardkeep/contracts';
import { isLocked, recordFailure, type AfterFailure, type SignInRefusal } from 'wardkeep/rules';
import type { DomainRef, Origin } from '../../platform/actor.js';
import { AccessBus } from '../../platform/database/access-bus.js';
import type { AuditEntry } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { NO_ID } from '../../platform/ids.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { SettingsService } from '../../settings/settings.service.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import { subjectOf, type AccountRecord } from '../../users/user-record.js';
import type { OutsideRefusal } from '../accounts/outside-refusal.js';
import { AddressThrottle } from './address-throttle.js';
import { KnownDevices, type KnownDevice } from './known-devices.js';

/** Why somebody was turned away, for the audit trail and the log; whoever is turned away is told one thing for all. */
export type RefusalReason =
  SignInRefusal | OutsideRefusal | SsoRefusal | 'unknown-user' | 'unknown-domain' | 'wrong-code';

export type Failed = {
  readonly domain: DomainRef;
  readonly origin: Origin;
  readonly reason: RefusalReason;
  /** Locked by the caller; null when there is none. */
  readonly user: AccountRecord | null;
  readonly device: KnownDevice | null;
  /** What was typed, where there is no user. */
  readonly typed: string;
  readonly detail?: string;
};

/** Guesses. What fails for another reason tells nobody anything about the password. */
const COUNTED: readonly RefusalReason[] = ['wrong-password', 'wrong-code'];

/** Counts what failed, through whichever door: of the account, the device and the address. */
@Injectable()
export class FailuresService {
  constructor(
    private readonly accounts: UserAccounts,
    private readonly devices: KnownDevices,
    private readonly addresses: AddressThrottle,
    private readonly settings: SettingsService,
    private readonly outbox: OutboxService,
    private readonly bus: AccessBus,
  ) {}

  /** Runs the same statements for nobody's name as for somebody's, so that the time tells nothing. */
  async record(tx: WriteTx, failed: Failed): Promise<readonly [AuditEntry, ...AuditEntry[]]> {
    const { lockout } = await this.settings.of(tx, failed.domain.id);
    const { user } = failed;
    const after = user && countsFor(failed, user) ? recordFailure(lockout, recordOf(user), user.read_at) : null;
    await this.accounts.saveFailures(tx, user && after ? user.id : NO_ID, after);
    const isCrowded = await this.addresses.count(tx, failed.origin.address, lockout);
    await this.countDevice(tx, failed, lockout);
    const locked = user && after?.lockedUntil ? await this.lock(tx, failed.domain, user, after) : [];
    return [refusal(failed), ...locked, ...(isCrowded ? [addressRefused(failed.origin)] : [])];
  }

  private async countDevice(tx: WriteTx, { user, device, reason }: Failed, lockout: LockoutPolicy): Promise<void> {
    if (user && device && COUNTED.includes(reason)) {
      await this.devices.countFailure(tx, device, lockout, user.read_at);
    }
  }

  /** The sessions of the account stay: it is strangers that are kept out. */
  private async lock(
    tx: WriteTx,
    domain: DomainRef,
    user: AccountRecord,
    { failures, lockedUntil }: AfterFailure,
  ): Promise<readonly AuditEntry[]> {
    await this.bus.announce(tx, { kind: 'user', id: user.id });
    if (user.email !== null) {
      await this.outbox.add(tx, user.domain_id, {
        kind: 'account-locked',
        to: { name: `${user.first_name} ${user.last_name}`, address: user.email },
        language: user.language,
        username: user.username,
        domain: domain.name,
        until: endOf(lockedUntil),
      });
    }
    const changes = [{ field: 'lockedUntil', before: null, after: lockedUntil?.toISOString() ?? null }];
    return [{ type: 'user.locked', subject: subjectOf(user), changes, detail: `${failures} failures` }];
  }
}

/** Null when only an administrator ends the lock. */
function endOf(lockedUntil: Date | null): string | null {
  const until = lockedUntil?.toISOString() ?? null;
  return until === UNTIL_UNLOCKED ? null : until;
}

/** While an account is locked nothing more is counted: a lock never grows. */
function countsFor({ reason }: Failed, user: AccountRecord): boolean {
  return COUNTED.includes(reason) && !isLocked(user.locked_until, user.read_at);
}

function recordOf(user: AccountRecord) {
  return { failures: user.failed_sign_ins, since: user.failing_since };
}

function refusal({ user, typed, reason, detail }: Failed): AuditEntry {
  const subject = user ? subjectOf(user) : { kind: 'user', id: null, name: typed };
  return {
    type: 'sign-in.refused',
    outcome: 'refused',
    subject,
    detail: detail === undefined ? reason : `${reason}: ${detail}`,
  };
}

function addressRefused({ address }: Origin): AuditEntry {
  return { type: 'address.refused', outcome: 'refused', subject: { kind: 'address', id: null, name: address ?? '' } };
}
