import { Injectable } from '@nestjs/common';
import type { LockoutPolicy } from 'wardkeep/contracts';
import { recordFailure, type FailureRecord } from 'wardkeep/rules';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import { newId } from '../../platform/ids.js';
import type { AccountRecord } from '../../users/user-record.js';
import type { DeviceProof } from './device-cookie.js';
import { KnownDevicesRepository } from './known-devices.repository.js';

/** A device of the user's, with the failures that came from it. */
export type KnownDevice = DeviceProof & { readonly record: FailureRecord };

const MOST_OF_A_USER = 10;

/**
 * Strangers' failures lock an account for strangers: a device that its user signed in with before still gets in. Its
 * own failures count as everybody's do, and at the limit it is a stranger too.
 */
@Injectable()
export class KnownDevices {
  constructor(private readonly devices: KnownDevicesRepository) {}

  /** The device, if it is one of this user's and was not forgotten since. */
  async of(tx: ReadTx, user: AccountRecord, proof: DeviceProof | null): Promise<KnownDevice | null> {
    if (proof?.userId !== user.id || proof.domainId !== user.domain_id) return null;
    const record = await this.devices.find(tx, proof.id, user.id);
    return record && { ...proof, record };
  }

  async countFailure(tx: WriteTx, device: KnownDevice, policy: LockoutPolicy, now: Date): Promise<void> {
    const after = recordFailure(policy, device.record, now);
    if (after.lockedUntil !== null) await this.devices.forget(tx, device.id);
    else await this.devices.saveFailures(tx, device.id, after);
  }

  /** After a sign-in in a browser: what its cookie is to say. */
  async keep(tx: WriteTx, user: AccountRecord, known: KnownDevice | null): Promise<DeviceProof> {
    const device = { id: known?.id ?? newId(), userId: user.id, domainId: user.domain_id };
    await this.devices.keep(tx, device);
    if (!known) await this.devices.trim(tx, user.id, MOST_OF_A_USER);
    return device;
  }
}
