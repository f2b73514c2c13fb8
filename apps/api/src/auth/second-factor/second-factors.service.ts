import { Injectable } from '@nestjs/common';
import type { Enrolment, SecondFactorState } from 'wardkeep/contracts';
import { requiredBy } from 'wardkeep/rules';
import type { AnyActor, DomainRef } from '../../platform/actor.js';
import { Boxes } from '../../platform/database/boxes.js';
import type { AuditEntry } from '../../platform/database/change.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import type { Policies } from '../../settings/settings.service.js';
import { mailTo } from '../../users/mail-to.js';
import { SecondFactorStatus } from '../../users/second-factor-status.service.js';
import { subjectOf, type AccountRecord } from '../../users/user-record.js';
import { demandsOf } from '../account-facts.js';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.js';
import { SecondFactorsRepository } from './second-factors.repository.js';
import { matchingStep, newSecret, otpauthUri, qrSvg, toBase32 } from './totp.js';

/** Enough to find the phone; what was begun and left lying opens nothing later. */
const ENROLMENT_MINUTES = 10;
/** Not the Domain's display name: who renames the Domain renames nobody's app. The account tells the Domain. */
const ISSUER = 'Wardkeep';

/** The recovery codes exist in clear here alone. */
type NewCodes = { readonly codes: readonly string[]; readonly audit: AuditEntry };

type Removal = 'two-factor-removed' | 'two-factor-reset';
type Removed = 'two-factor.removed' | 'two-factor.reset';

/** Authenticator apps and recovery codes. The user is locked by the caller wherever something is written. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly factors: SecondFactorsRepository,
    private readonly status: SecondFactorStatus,
    private readonly boxes: Boxes,
    private readonly outbox: OutboxService,
  ) {}

  /** A secret that is nobody's second factor until a code confirms it; a second start replaces the first. */
  async begin(tx: WriteTx, user: AccountRecord, domain: DomainRef): Promise<Enrolment> {
    const secret = newSecret();
    await this.factors.savePending(
      tx,
      ownerOf(user),
      await this.seal(tx, user, 'totp_enrolment', secret),
      ENROLMENT_MINUTES,
    );
    const account = `${user.username}@${domain.name}`;
    const uri = otpauthUri({ issuer: ISSUER, account, secret });
    return { secret: toBase32(secret), issuer: ISSUER, account, otpauthUri: uri, qrSvg: qrSvg(uri) };
  }

  /** Makes the pending secret the user's when the code is of it; null when it is not, or nothing is pending. */
  async confirm(
    tx: WriteTx,
    actor: AnyActor,
    user: AccountRecord,
    domain: DomainRef,
    code: string,
  ): Promise<NewCodes | null> {
    const pending = await this.factors.pending(tx, user.id);
    const secret = pending && (await this.open(tx, user, 'totp_enrolment', pending));
    const step = secret ? matchingStep(secret, code, user.read_at) : null;
    if (!secret || step === null || !(await this.factors.takePending(tx, user.id))) return null;
    await this.factors.addSecret(tx, ownerOf(user), await this.seal(tx, user, 'totp_secret', secret), step);
    const codes = await this.replaceCodes(tx, user);
    const changes = await this.status.set(tx, actor, user, true);
    await this.mail(tx, user, domain, 'two-factor-enrolled');
    return { codes, audit: { type: 'two-factor.enrolled', subject: subjectOf(user), changes } };
  }

  /** Whether the code is the user's now, and was not used before; it is used up by this. */
  async takeCode(tx: WriteTx, user: AccountRecord, code: string): Promise<boolean> {
    const sealed = await this.factors.secret(tx, user.id);
    const secret = sealed && (await this.open(tx, user, 'totp_secret', sealed));
    const step = secret ? matchingStep(secret, code, user.read_at) : null;
    return step !== null && (await this.factors.takeStep(tx, user.id, step));
  }

  /** Uses a recovery code up and tells its owner; null when it is none of the user's, or was used before. */
  async takeRecoveryCode(
    tx: WriteTx,
    user: AccountRecord,
    domain: DomainRef,
    typed: string,
  ): Promise<AuditEntry | null> {
    const hash = hashOfRecoveryCode(typed);
    if (!hash || !(await this.factors.takeRecoveryCode(tx, user.id, hash))) return null;
    const { recoveryCodesLeft: left } = await this.factors.state(tx, user.id);
    const to = mailTo(user, domain);
    if (to) await this.outbox.add(tx, user.domain_id, { ...to, kind: 'recovery-code-used', left });
    return { type: 'recovery-code.used', subject: subjectOf(user), detail: `${left} left` };
  }

  /** The earlier ones are worthless from then on. */
  async renewCodes(tx: WriteTx, user: AccountRecord): Promise<NewCodes> {
    const codes = await this.replaceCodes(tx, user);
    const changes = [{ field: 'recoveryCodes', before: 'changed', after: 'changed' }];
    return { codes, audit: { type: 'recovery-codes.renewed', subject: subjectOf(user), changes } };
  }

  /** Secret, codes and whatever was begun. The caller ends the sessions. */
  async remove(tx: WriteTx, actor: AnyActor, user: AccountRecord, type: Removed): Promise<AuditEntry> {
    await this.factors.remove(tx, user.id);
    const changes = await this.status.set(tx, actor, user, false);
    await this.mail(tx, user, actor.domain, type === 'two-factor.reset' ? 'two-factor-reset' : 'two-factor-removed');
    return { type, subject: subjectOf(user), changes };
  }

  async state(tx: ReadTx, user: AccountRecord, policies: Policies): Promise<SecondFactorState> {
    const { enrolledAt, usedAt, recoveryCodesLeft } = await this.factors.state(tx, user.id);
    return {
      enrolled: user.totp_enrolled,
      enrolledAt: enrolledAt?.toISOString() ?? null,
      usedAt: usedAt?.toISOString() ?? null,
      recoveryCodesLeft,
      requiredBy: requiredBy(demandsOf(user, policies)),
    };
  }

  private async replaceCodes(tx: WriteTx, user: AccountRecord): Promise<readonly string[]> {
    const { codes, hashes } = newRecoveryCodes();
    await this.factors.replaceRecoveryCodes(tx, ownerOf(user), hashes);
    return codes;
  }

  private async mail(tx: WriteTx, user: AccountRecord, domain: DomainRef, kind: Removal | 'two-factor-enrolled') {
    const to = mailTo(user, domain);
    if (to) await this.outbox.add(tx, user.domain_id, { ...to, kind });
  }

  private async seal(tx: WriteTx, user: AccountRecord, table: SecretTable, secret: Buffer): Promise<string> {
    return (await this.boxes.of(tx, user.domain_id)).seal(placeOf(user, table), secret);
  }

  private async open(tx: ReadTx, user: AccountRecord, table: SecretTable, sealed: string): Promise<Buffer> {
    return (await this.boxes.of(tx, user.domain_id)).open(placeOf(user, table), sealed);
  }
}

type SecretTable = 'totp_secret' | 'totp_enrolment';

function placeOf(user: AccountRecord, table: SecretTable) {
  return { purpose: 'totp', table, column: 'sealed', rowId: user.id, domainId: user.domain_id };
}

function ownerOf(user: AccountRecord) {
  return { domainId: user.domain_id, userId: user.id };
}
